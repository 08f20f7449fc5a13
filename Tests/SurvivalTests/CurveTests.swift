import Foundation
@testable import Survival
import Testing

@Suite("Time to issuance")
struct CurveTests {
    /// Weeks in remission on 6-mercaptopurine: E. J. Freireich and others, Blood 21 (1963); printed with these results in
    /// D. G. Kleinbaum and M. Klein, *Survival Analysis: A Self-Learning Text*, chapter 2, and D. Collett.
    static let remission = "6 6 6 6* 7 9* 10 10* 11* 13 16 17* 19* 20* 22 23 25* 32* 32* 34* 35*"

    @Test("The textbook's curve, its errors and its median")
    func kaplanMeier() throws {
        let curve = KaplanMeier(tally(Self.remission)), events = curve.steps.filter { $0.events > 0 }
        #expect(events.map(\.day) == [6, 7, 10, 13, 16, 22, 23])
        #expect(events.map(\.atRisk) == [21, 17, 15, 12, 11, 7, 6])
        for (step, printed) in zip(events, [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]) { #expect(step.waiting.isPrinted(printed)) }
        for (step, printed) in zip(events, [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346]) { #expect(step.variance.squareRoot().isPrinted(printed)) }
        #expect(events[0].limits.lower.isPrinted(0.620, digits: 3) && events[0].limits.upper.isPrinted(0.952, digits: 3))
        #expect(curve.median == Median(day: 23, lower: 13, upper: nil, followed: 25))
    }

    @Test("Before anything happens all wait; when all were issued none does; after the last day seen nothing is said")
    func ends() {
        let curve = KaplanMeier(tally("3 5o"))
        #expect(curve.waiting(after: 2) == 1 && curve.waiting(after: 3) == 0.5 && curve.waiting(after: 5) == 0.5 && curve.waiting(after: 6) == nil)
        #expect(KaplanMeier(tally("3 5")).waiting(after: 1000) == 0)
        #expect(KaplanMeier(Tally()).waiting(after: 0) == nil && KaplanMeier(Tally()).median == Median(day: nil, lower: nil, upper: nil, followed: nil))
    }

    @Test("A half that comes out of a product is a half", arguments: ["1 2 3* 4 5 6", "1 2 3 4", "2 2 9o 9o", "1 1 1 1 1 1 1* 1* 3 8o 8o 8o 8o 8o"])
    func half(text: String) throws {
        let curve = KaplanMeier(tally(text)), day = try #require(curve.median.day)
        #expect(try #require(curve.waiting(after: day)) < 0.5 + 1e-9)
        #expect(try #require(curve.waiting(after: day - 1)) > 0.5 + 1e-9)
    }

    @Test("By hand: of four, issued on day 1, refused on 2, gone on 3, issued on 4")
    func cumulativeIncidence() throws {
        let issued = CumulativeIncidence(tally("1 2r 3* 4")), refused = CumulativeIncidence(tally("1 2r 3* 4"), of: .refused)
        // A quarter; and on day 4 the half that is still unanswered, by the only one left.
        #expect(issued.steps.map(\.share) == [0.25, 0.25, 0.25, 0.75])
        #expect(refused.steps.map(\.share) == [0, 0.25, 0.25, 0.25])
        // On the first day as of any share: p(1−p)/n.
        #expect(abs(issued.steps[0].variance - 0.25 * 0.75 / 4) < 1e-15)
        #expect(issued.steps.map(\.unanswered) == [0.75, 0.5, 0.5, 0] && issued.steps[3].limits != nil)
        #expect(issued.day(reaching: 0.5) == 4 && refused.day(reaching: 0.5) == nil)
    }

    @Test("With nothing censored the shares are plain shares, with plain variances")
    func nothingCensored() throws {
        let text = "1 1 2r 3 5 5r 8 8 8r 9", curve = CumulativeIncidence(tally(text)), all = requests(text)
        for step in curve.steps {
            let share = Double(all.filter { $0.ending == .issued && $0.days <= step.day }.count) / Double(all.count)
            #expect(abs(step.share - share) < 1e-12)
            #expect(abs(step.variance - share * (1 - share) / Double(all.count)) < 1e-12)
        }
    }

    @Test("Refused, issued and unanswered make one; to take refusals as merely censored promises more")
    func competing() throws {
        let requests = tally("2 3r 3r 4 6r 6 9* 9o 14 20r 31o")
        let issued = CumulativeIncidence(requests), refused = CumulativeIncidence(requests, of: .refused), either = KaplanMeier(requests, events: [.issued, .refused])
        for ((one, other), waiting) in zip(zip(issued.steps, refused.steps), either.steps) { #expect(abs(one.share + other.share + waiting.waiting - 1) < 1e-12) }
        let naive = try #require(KaplanMeier(requests).steps.last)
        #expect(1 - naive.waiting > issued.steps[issued.steps.count - 1].share + 0.1)
    }

    @Test("Within so many days: limits that are never of no width, and silence where nobody was seen for so long")
    func shares() throws {
        let none = try #require(CumulativeIncidence(tally("95o 95o 95o 99r")).share(within: 90))
        #expect(none.value == 0 && none.limits.lower == 0 && none.limits.upper > 0.4)
        let all = try #require(CumulativeIncidence(tally("5 6 7")).share(within: 90))
        #expect(all.value == 1 && all.limits.upper == 1 && all.limits.lower < 0.5)
        #expect(CumulativeIncidence(tally("5 6 7 20o")).share(within: 30) == nil)
        #expect(CumulativeIncidence(Tally()).share(within: 30) == nil)
        let half = try #require(CumulativeIncidence(tally("5 5 40o 40o")).share(within: 30))
        #expect(half.value == 0.5 && abs(half.effectiveRequests - 4) < 1e-9)
    }

    @Test("The normal quantile that everyone knows, and levels that are none")
    func confidence() {
        #expect(abs(Confidence.ninetyFive.z - 1.959963984540054) < 1e-14)
        #expect(Confidence(0) == nil && Confidence(1) == nil && Confidence(.nan) == nil)
    }
}
