import Foundation
import Geography
import Storage

/// A country's own reference of a request: the one thing by which its officers find the case again in their own files.
///
/// It must tell nobody else who the person is, so a text that looks like a name, a document's number or a birth date does not
/// become one. What a program can see is little; the form says so, and the rules are narrow on purpose: `MX-2026-00123` is fine.
public struct CaseReference: Hashable, Sendable, Codable, CustomStringConvertible, Bindable, ColumnReadable {
    public let text: String

    /// Why a text cannot be a reference. Each has a text: `returns.fault.reference_<name>`.
    public enum Refusal: String, Error, Sendable, CaseIterable {
        case length, characters, name
        case documentNumber = "document_number"
        case birthDate = "birth_date"
    }

    /// Characters.
    public static let lengths = 3...24
    /// A longer run of digits can be the number of a document (ICAO Doc 9303-3, 4.1: nine characters) or a birth date without separators.
    static let longestNumber = 5
    /// A longer run of letters can be a name.
    static let longestWord = 4

    /// - Parameter typed: letters without accents, digits, and `-`, `/`, `.` or `_` between them; small letters become capitals.
    /// - Throws: ``Refusal``.
    public init(_ typed: String) throws(Refusal) {
        let text = typed.trimmingCharacters(in: .whitespacesAndNewlines).uppercased()
        // A name is told as such, also where its blank or its accent would be reason enough.
        if text.contains(where: \.isLetter), !text.contains(where: \.isNumber), text.count > Self.longestWord { throw .name }
        guard text.unicodeScalars.allSatisfy({ Self.isLetter($0) || Self.isDigit($0) || "-/._".unicodeScalars.contains($0) }) else {
            throw Self.words(text).contains(where: Self.isName) ? .name : .characters
        }
        guard Self.lengths.contains(text.count), text.unicodeScalars.contains(where: Self.isDigit) else { throw text.contains(where: \.isNumber) ? .length : .name }
        if Self.words(text).contains(where: Self.isName) { throw .name }
        let groups = text.split(whereSeparator: { "-/._".contains($0) }).map(String.init)
        if Self.holdsBirthWord(groups) { throw .birthDate }
        if Self.holdsName(groups) { throw .name }
        if Self.holdsDate(groups) { throw .birthDate }
        if Self.holdsDocumentNumber(text, groups) { throw .documentNumber }
        self.text = text
    }

    public var description: String { text }
    public var value: Value { .text(text) }

    /// What the database holds was a reference when it was written.
    public init?(_ value: Value) {
        guard let text = String(value) else { return nil }
        self.text = text
    }

    public init(from decoder: any Decoder) throws { self = try Self(decoder.singleValueContainer().decode(String.self)) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("A"..."Z").contains(scalar) }
    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: { !$0.isLetter }).map { String($0).folded }
    }

    private static func isName(_ word: String) -> Bool { word.count > longestWord || shortNames.contains(word) }

    /// A name in pieces (`JO-SE-LO-PEZ-7`), letter by letter (`J.U.A.N.1`), or with digits in the place of letters (`L0PEZ-1`).
    ///
    /// So letters may stand in two groups at most, and in two of more than ``longestWord`` letters together only where one is a member's code.
    private static func holdsName(_ groups: [String]) -> Bool {
        let words = groups.map { $0.filter(\.isLetter) }.filter { !$0.isEmpty }
        // "J2U2A2N", but not "PEGJ850312HDF": that is a number.
        let spelt = groups.filter { runs($0).allSatisfy { !$0.allSatisfy(\.isNumber) || $0.count <= 2 } }.map { $0.filter(\.isLetter) }
        if spelt.contains(where: { isName($0.folded) }) || words.count > 2 || words.count(where: { $0.count == 1 }) > 1 { return true }
        if groups.flatMap({ runs(asLetters($0)) }).contains(where: { isName($0.folded) && !$0.contains(where: \.isNumber) }) { return true }
        let joined = words.joined()
        guard words.count == 2 else { return false }
        if joined.count <= longestWord { return isName(joined.folded) }
        return longNames.contains(joined.folded) || !words.contains { CountryCode($0).map(CountryCode.members.contains) ?? false }
    }

    /// Digits that stand for letters are read as such between letters, one or two at a time, and one at either end.
    private static func asLetters(_ group: String) -> String {
        let parts = runs(group), letters = group.count(where: \.isLetter)
        return parts.enumerated().map { index, part in
            let isEnd = index == 0 || index == parts.count - 1
            guard part.allSatisfy(\.isNumber), isEnd ? part.count == 1 && letters >= 2 : part.count <= 2 else { return part }
            let read = part.map { disguises[$0] ?? $0 }
            return read.allSatisfy(\.isLetter) ? String(read) : part
        }.joined()
    }

    private static let disguises: [Character: Character] = ["0": "O", "1": "I", "3": "E", "4": "A", "5": "S", "7": "T", "8": "B"]

    /// What is written before a birth date.
    private static func holdsBirthWord(_ groups: [String]) -> Bool {
        groups.contains { ["DOB", "BORN", "NAC", "FDN", "FNAC", "NATO"].contains($0.filter(\.isLetter)) }
    }

    /// Day, month and year in three groups in a row, a year with month and day run together, or a year of the last century by itself: a file's number
    /// begins with none. A day has two digits at most: `2026-11-003` is a serial.
    private static func holdsDate(_ parts: [String]) -> Bool {
        // "15ENE2015" is "15-ENE-2015".
        let groups = parts.flatMap(runs)
        let numbers = groups.map { months[$0] ?? ($0.allSatisfy(\.isNumber) ? Int($0) : nil) }
        func isYear(_ index: Int) -> Bool { groups[index].allSatisfy(\.isNumber) && [2, 4].contains(groups[index].count) }
        func isMonth(_ index: Int) -> Bool { groups[index].count <= 2 && (1...12).contains(numbers[index] ?? 0) || months[groups[index]] != nil }
        func isDay(_ index: Int) -> Bool { groups[index].count <= 2 && (1...31).contains(numbers[index] ?? 0) }
        for (index, group) in groups.enumerated() {
            guard let first = numbers[index] else { continue }
            if group.count == 4, (1900...1999).contains(first) { return true }
            // `2015-0115`. A file's year is none of those before these records: `2026-0412` is a serial.
            if isYear(index), !fileYears.contains(first % 100), index + 1 < groups.count, groups[index + 1].count == 4, let second = numbers[index + 1],
               (1...12).contains(second / 100), (1...31).contains(second % 100) { return true }
            guard index + 2 < groups.count, numbers[index + 1] != nil, numbers[index + 2] != nil else { continue }
            if months[groups[index + 1]] != nil, isDay(index) || isDay(index + 2) { return true }
            if isYear(index) && isMonth(index + 1) && isDay(index + 2) { return true }
            if isYear(index + 2) && (isDay(index) && isMonth(index + 1) || isMonth(index) && isDay(index + 1)) { return true }
        }
        return false
    }

    /// Two last digits of the years that a file's number with four digits after it can be of.
    private static let fileYears = 24...35

    /// Letters and digits that stand together, parted.
    private static func runs(_ group: String) -> [String] {
        group.reduce(into: []) { runs, character in
            if let last = runs.last?.last, last.isNumber == character.isNumber { runs[runs.count - 1].append(character) } else { runs.append(String(character)) }
        }
    }

    /// As people write them in dates, in Spanish and English.
    private static let months: [String: Int] = [
        "ENE": 1, "JAN": 1, "FEB": 2, "MAR": 3, "ABR": 4, "APR": 4, "MAY": 5, "JUN": 6, "JUL": 7, "AGO": 8, "AUG": 8, "SEP": 9, "SET": 9, "SEPT": 9, "OCT": 10, "NOV": 11, "DIC": 12, "DEC": 12,
    ]

    /// Runs of six digits and more; digits in any groups that make seven, a year aside; digits alone in groups that make eight or more, unless a year of this century leads them
    /// (`2026-00123`); letters and digits run together as in a passport (`G1234567`, `A12-345-67`).
    ///
    /// A year is the first or the last of the numbers; one of two digits is of 2015 to 2035, and beside a passport's letter there is none.
    private static func holdsDocumentNumber(_ text: String, _ groups: [String]) -> Bool {
        if text.split(whereSeparator: { !$0.isNumber }).contains(where: { $0.count > longestNumber }) { return true }
        if groups.contains(where: { $0.count >= 8 && $0.contains(where: \.isNumber) && $0.contains(where: \.isLetter) }) { return true }
        let numbers = groups.indices.filter { groups[$0].allSatisfy(\.isNumber) }
        let isLikePassport = groups.contains { $0.contains(where: \.isNumber) && (1...2).contains($0.prefix(while: \.isLetter).count) }
        func isYear(_ group: String) -> Bool {
            guard group.allSatisfy(\.isNumber), let number = Int(group) else { return false }
            return group.count == 4 ? group.hasPrefix("20") : group.count == 2 && !isLikePassport && (15...35).contains(number)
        }
        if text.contains(where: \.isLetter) {
            let others = groups.indices.filter { !([numbers.first, numbers.last].contains($0) && isYear(groups[$0])) }
            return others.reduce(0) { $0 + groups[$1].count(where: \.isNumber) } >= 7
        }
        let isYearLed = groups.count == 2 && groups[0].count == 4 && groups[0].hasPrefix("20")
        return !isYearLed && groups.reduce(0) { $0 + $1.count } >= 8
    }

    /// Names of four letters and fewer that are common in the region, in South Asia, West Africa, the Horn and East Asia, folded; longer words are refused
    /// whatever they are.
    private static let shortNames: Set<String> = [
        "aadi", "aba", "abay", "abde", "abdi", "abdo", "abdu", "abel", "abla", "ada", "adam", "ade", "aden", "adil", "adjo", "afi", "afif", "agha", "ahn", "aida", "aidi", "aini",
        "aja", "ajay", "ajit", "akos", "akua", "alan", "alba", "alem", "alex", "ali", "aliu", "alma", "alok", "ama", "amal", "aman", "amar", "amid", "amin", "amir", "amit",
        "amos", "amy", "ana", "anas", "anil", "anis", "anna", "anne", "anu", "anup", "aram", "arif", "arun", "asad", "asha", "asif", "asma", "atta", "awad", "awal", "axel",
        "ayan", "ayo", "ayub", "aziz", "ba", "baba", "bado", "bah", "bai", "bala", "bano", "bari", "bay", "bely", "beri", "bibi", "bina", "bisi", "bola", "boye", "bui", "cao",
        "carl", "cham", "chan", "chau", "chen", "cho", "choi", "chow", "chu", "cruz", "dada", "daga", "dana", "dang", "dao", "das", "dass", "dayo", "dean", "deb", "dela", "deng",
        "dev", "devi", "dia", "diaz", "dieu", "dim", "ding", "dinh", "diop", "dong", "duan", "dung", "duy", "ebo", "efua", "eid", "ekow", "elba", "elda", "elsa", "emma", "emre",
        "eric", "erik", "esi", "esra", "eva", "eyob", "eze", "faal", "fall", "fan", "fana", "fang", "farr", "fati", "faye", "feng", "fofo", "fola", "fon", "gao", "gary", "gaye",
        "gil", "gill", "gina", "goh", "gong", "guan", "gul", "guo", "gure", "hadi", "haji", "han", "hana", "hao", "hari", "hau", "hawa", "hien", "hieu", "ho", "hoa", "hoai",
        "hodo", "hong", "hu", "hua", "huan", "huda", "hugo", "hui", "hung", "huo", "huy", "ida", "idan", "idi", "idil", "idow", "ife", "iman", "inam", "indu", "ines", "inez",
        "iris", "irma", "isa", "ismo", "issa", "isse", "ivan", "iya", "jaan", "jack", "jain", "jama", "jara", "jat", "jaya", "jean", "jeff", "jha", "jhon", "jia", "jian", "jiao",
        "jim", "jin", "jing", "joan", "joel", "john", "jon", "joof", "jose", "juan", "jude", "judy", "juma", "jun", "kaba", "kai", "kali", "kane", "kang", "kate", "kaur", "kay",
        "keba", "kebe", "khan", "khin", "kim", "kofi", "koh", "kojo", "koku", "koli", "komi", "kone", "kong", "kora", "kuma", "kumi", "kwan", "kwok", "lal", "lam", "lan", "lara",
        "lau", "lee", "lei", "leng", "leon", "li", "lian", "liao", "lieu", "lim", "lima", "lin", "ling", "lisa", "liu", "lola", "lu", "lucy", "luis", "luo", "lupe", "luz", "ly",
        "mai", "mako", "mamo", "mane", "mani", "mao", "mark", "mary", "mata", "maw", "maya", "meng", "meza", "mia", "mian", "mike", "min", "minh", "moe", "moha", "mohd", "mona",
        "mora", "mou", "mulu", "mun", "musa", "muse", "myat", "myo", "nabi", "nada", "nair", "nana", "nash", "nath", "naw", "ndao", "nega", "neha", "ng", "ngo", "nhan", "nick",
        "nila", "nina", "noel", "noor", "nora", "nour", "nuha", "nur", "nuru", "nyan", "obi", "okon", "ola", "olga", "omar", "omer", "osei", "oto", "otto", "ouk", "oumy", "paco",
        "paez", "pang", "park", "paul", "paz", "peng", "pepe", "pham", "phan", "phu", "pia", "ping", "polo", "poon", "puri", "qian", "qin", "qiu", "quan", "quy", "rafi", "rahi",
        "rai", "raj", "raja", "raju", "ram", "rama", "rana", "rani", "rao", "rasa", "rath", "raul", "ravi", "raza", "ren", "rene", "riaz", "rina", "rios", "rita", "roba", "rong",
        "rosa", "rosy", "roy", "ruba", "ruiz", "rumi", "ruth", "ryan", "saad", "saba", "sabo", "sade", "sadi", "sadu", "said", "saif", "sam", "sama", "samb", "sami", "sane",
        "sang", "sani", "sara", "sari", "sarr", "sato", "sean", "seck", "seid", "sen", "seng", "shah", "shan", "shen", "shi", "shim", "shir", "simi", "sing", "sita", "siva",
        "sofi", "soh", "soma", "song", "soto", "sow", "su", "sudi", "suh", "suma", "sung", "suri", "sy", "syed", "taha", "tai", "tall", "tan", "tang", "tao",
        "tata", "taye", "tedi", "teng", "teo", "tesf", "than", "thi", "thu", "tian", "tin", "tola", "toro", "tran", "tuan", "tun", "tung", "uche", "udo", "ugo", "uma", "umar",
        "usha", "usma", "uzma", "vang", "vani", "vasu", "vega", "vera", "vo", "vu", "wali", "wan", "wang", "wara", "wei", "wen", "wong", "woo", "wu", "xia", "xiao", "xie", "xin",
        "xu", "xue", "yan", "yang", "yao", "yaro", "yaw", "yee", "yema", "yemi", "yeni", "yeo", "yi", "yim", "yin", "yong", "yoo", "yu", "yuan", "yue", "yun", "yuni", "yuri",
        "zaid", "zaki", "zara", "zayd", "zeng", "zhao", "zhen", "zhou", "zhu", "zia", "zoe", "zou", "zul",
    ]

    /// Longer ones that begin or end like a member's code: `CA-RLOS`.
    private static let longNames: Set<String> = [
        "blanca", "camara", "camila", "canales", "candido", "carla", "carlos", "carmen", "carolina", "castillo", "castro", "crista", "cristian", "cruz", "delgado", "dolores",
        "dora", "dorian", "doris", "eduardo", "fernando", "hnin", "jesus", "monica", "nicolas", "nidia", "nieves", "pablo", "panama", "patel", "ricardo", "salgado", "svetlana",
        "usman",
    ]
}
