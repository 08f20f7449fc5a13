import Survival

/// Requests that are written as `6 6* 7r 9o`: issued on day 6, withdrawn on day 6, refused on day 7, still open on day 9.
/// Each is as old as it was long, unless an age follows: `6@40`.
func requests(_ text: String) -> [Observation] {
    text.split(separator: " ").compactMap { word in
        let parts = word.split(separator: "@")
        let marks: [Character: Ending] = ["*": .withdrawn, "r": .refused, "o": .open]
        let ending = parts[0].last.flatMap { marks[$0] }
        guard let days = Int(ending == nil ? parts[0] : parts[0].dropLast()) else { return nil }
        return Observation(days: days, ending: ending ?? .issued, age: parts.count > 1 ? Int(parts[1]) ?? -1 : days)
    }
}

func tally(_ text: String) -> Tally { Tally(requests(text)) }

extension Double {
    /// As textbooks print it.
    func isPrinted(_ printed: Double, digits: Int = 4) -> Bool { abs(self - printed) <= 0.5000001 * (0..<digits).reduce(1.0) { unit, _ in unit / 10 } }
}
