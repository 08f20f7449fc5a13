import Foundation

extension FullText {
    /// Longer words are compared by their beginning, in bytes.
    private static let wordLimit = 120

    /// The words of a text: runs of letters and digits, without case or accents (`Perú` gives `peru`, `Straße` gives
    /// `strasse`). Whatever stands between them counts as blank.
    ///
    /// It works on bytes, since a page of results goes through tens of thousands of them.
    /// - Parameter each: gets a word in UTF-8 and its place in the text's bytes; answers false to stop.
    static func forEachWord(in text: some Collection<UInt8>, _ each: (_ word: [UInt8], _ place: Range<Int>) -> Bool) {
        let done: Void? = text.withContiguousStorageIfAvailable { forEachWord(in: $0, each) }
        if done == nil { Array(text).withUnsafeBufferPointer { forEachWord(in: $0, each) } }
    }

    private static func forEachWord(in bytes: UnsafeBufferPointer<UInt8>, _ each: ([UInt8], Range<Int>) -> Bool) {
        var word: [UInt8] = []
        word.reserveCapacity(wordLimit)
        var start = -1, index = 0
        while index < bytes.count {
            let byte = bytes[index]
            var length = 1, isPart = true
            if byte < 0x80 {
                let plain = plainLetters[Int(byte)]
                if plain == 0 { isPart = false } else if word.count < wordLimit { word.append(plain) }
            } else {
                let (scalar, width) = decode(bytes, at: index)
                length = width
                if let folded = fold(scalar) {
                    // An accent that was typed as a character of its own makes no word.
                    isPart = start >= 0 || !folded.isEmpty
                    if word.count < wordLimit { word += folded }
                } else {
                    isPart = false
                }
            }
            if isPart {
                if start < 0 { start = index }
            } else if start >= 0 {
                let place = start..<index
                start = -1
                if !word.isEmpty, !each(word, place) { return }
                word.removeAll(keepingCapacity: true)
            }
            index += length
        }
        if start >= 0, !word.isEmpty { _ = each(word, start..<bytes.count) }
    }

    static func words(_ text: String) -> [String] {
        var words: [String] = []
        forEachWord(in: text.utf8) { word, _ in
            words.append(String(decoding: word, as: UTF8.self))
            return true
        }
        return words
    }

    /// For each ASCII character what it is in a word; 0 for what parts words.
    private static let plainLetters: [UInt8] = (0..<128).map { (byte: UInt8) in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
        default: 0
        }
    }

    /// A character outside ASCII of a valid UTF-8 text (RFC 3629, 3), and its width in bytes.
    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt32, Int) {
        func next(_ offset: Int) -> UInt32 { index + offset < bytes.count ? UInt32(bytes[index + offset] & 0x3F) : 0 }
        let first = UInt32(bytes[index])
        return switch first {
        case 0xF0...: ((first & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
        case 0xE0...: ((first & 0x0F) << 12 | next(1) << 6 | next(2), 3)
        default: ((first & 0x1F) << 6 | next(1), 2)
        }
    }

    /// What a character outside ASCII is in the index; nil for what parts words, empty for an accent.
    private static func fold(_ scalar: UInt32) -> [UInt8]? {
        scalar < latinEnd ? latin[Int(scalar)] : Unicode.Scalar(scalar).flatMap(folding)
    }

    /// Latin letters, combining accents and punctuation are what texts of the house are full of: looked up once.
    private static let latinEnd: UInt32 = 0x2100
    private static let latin: [[UInt8]?] = (0..<latinEnd).map { Unicode.Scalar($0).flatMap(folding) }

    private static func folding(_ scalar: Unicode.Scalar) -> [UInt8]? {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return []
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
             .decimalNumber, .letterNumber, .otherNumber: break
        default: return nil
        }
        let lower = scalar.properties.lowercaseMapping
        if let plain = undecomposed[lower] { return Array(plain.utf8) }
        var folded = ""
        for part in lower.decomposedStringWithCompatibilityMapping.unicodeScalars where part.properties.isAlphabetic || part.properties.numericType != nil {
            folded.unicodeScalars.append(part)
        }
        return Array(folded.utf8)
    }

    /// Letters that Unicode does not take apart, as people without them on their keyboard write them.
    private static let undecomposed = ["ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"]
}
