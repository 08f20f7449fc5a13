import Survival
import Testing

@Suite("What the index says of a country")
struct StandingTests {
    func repeated(_ text: String, _ times: Int) -> [Observation] { (0..<times).flatMap { _ in requests(text) } }

    func assessment(_ observations: [Observation], by thresholds: Thresholds = .initial) -> Assessment {
        Assessment(Figures(Tally(observations), thresholds), by: thresholds)
    }

    @Test("Given forty requests, nearly all issued within weeks, then the country cooperates")
    func cooperates() {
        let found = assessment(repeated("10@200 12@180 20@150 30@220", 10))
        #expect(found.standing == .cooperates)
        #expect(found.reasons.map(\.criterion) == Reason.Criterion.allCases)
        #expect(found.deciding.count == 4 && found.reasons[0].value == 12)
    }

    @Test("Given forty requests, half of the answers refusals, then it hinders, and the reason is the refusals")
    func refusals() {
        let found = assessment(repeated("10@200 12r@180 20r@150 9@100", 10))
        #expect(found.standing == .hinders)
        #expect(found.deciding.map(\.criterion) == [.refusals])
        #expect(found.deciding[0].value == 0.5 && found.deciding[0].thresholds == Thresholds.initial.refusals)
    }

    @Test("Given that the refusals are not told, then the rest speaks alone; given that nothing is told, nothing is said")
    func untold() {
        let found = assessment(repeated("10@200 12r@180 20r@150 9@100", 10)), rest = found.telling { $0 != .refusals }
        #expect(rest.standing == .slow && !rest.deciding.map(\.criterion).contains(.refusals))
        #expect(rest.reasons.map(\.criterion) == Reason.Criterion.allCases && rest.reasons[2].value == nil && rest.reasons[2].verdict == .unknown)
        let silent = found.telling { _ in false }
        #expect(silent.standing == .tooFew && silent.isEnough)
        #expect(found.telling { _ in true } == found)
    }

    @Test("Given most requests without an answer for half a year, then it hinders in three ways; its median is later than all that was seen")
    func silence() throws {
        let found = assessment(repeated("200o 190o 180o 10@200", 10))
        #expect(found.standing == .hinders)
        #expect(found.deciding.map(\.criterion) == [.medianDays, .issuedInTime, .noAnswer])
        #expect(found.reasons[0].value == nil && found.reasons[0].laterThan == 200)
    }

    @Test("Given documents that come after two months, then it is slow")
    func slow() {
        let found = assessment(repeated("60@200 61@180 62@150 30@220", 10))
        #expect(found.standing == .slow && found.deciding.map(\.criterion) == [.medianDays])
    }

    @Test("Given a third of twelve answers refused, then it may be chance: slow, not hindering")
    func perhaps() throws {
        // 4 of 12 is a third, but Wilson's lower end is 0.138.
        let found = assessment(repeated("10@200 12r@180 20@150", 4))
        #expect(found.standing == .slow && found.reasons[2].verdict == .perhapsHinders)
        #expect(assessment(repeated("10@200 12r@180 20@150", 40)).standing == .hinders)
    }

    @Test("Fewer requests than asked for, or nothing seen for long enough: too few to say", arguments: ["10@90 300o 20r@80", "5o 6o 7o 5o 6o 7o 5o 6o 7o 8o 9o 3o"])
    func tooFew(text: String) {
        let found = assessment(requests(text))
        #expect(found.standing == .tooFew && found.deciding.isEmpty && found.reasons.count == 4)
    }

    @Test("One old request among many young ones does not accuse a country", arguments: ["200o", "200o 2@200", "200r"])
    func oneOldRequest(text: String) {
        let found = assessment(requests(text) + repeated("10o", 60))
        #expect(found.standing == .tooFew || found.standing == .slow)
        #expect(found.reasons[0].verdict == .unknown && found.reasons[1].verdict == .unknown)
    }

    @Test("A few refusals in a region where nobody refuses are drawn towards it, and marked")
    func drawn() throws {
        var tallies: [String: Tally] = ["AA": Tally(repeated("10@200 12r@180 20@150", 4))]
        for name in ["BB", "CC", "DD", "EE", "FF", "GG"] { tallies[name] = Tally(repeated("10@200 12@180 20@150", 60)) }
        tallies["GG"] = Tally(repeated("10@200 12@180 20@150 9r@200 8@90 8@90 8@90 8@90 8@90", 30))
        let index = IssuanceIndex(tallies)
        let own = try #require(index.entries["AA"]?.assessment.reasons[2]), shrunk = try #require(own.shrunk)
        #expect(own.value == 4.0 / 12 && shrunk.value < 4.0 / 12 && shrunk.ownWeight > 0 && shrunk.ownWeight < 1)
        #expect(index.entries["BB"]?.assessment.standing == .cooperates)
        #expect(index.whole.requests == tallies.values.reduce(0) { $0 + $1.requests })
    }

    @Test("Thresholds that make no sense say which")
    func faults() {
        #expect(Thresholds.initial.faults.isEmpty)
        var wrong = Thresholds.initial
        wrong.medianDays = .init(slow: 100, hinders: 50)
        wrong.issuedInTime = .init(slow: 0.2, hinders: 0.6)
        wrong.refusals = .init(slow: 0.2, hinders: 1.2)
        wrong.shareDays = 0
        #expect(wrong.faults == [.medianDays, .shareDays, .issuedInTime, .refusals])
        wrong.noAnswer = .init(slow: .nan, hinders: 0.5)
        #expect(wrong.faults.contains(.noAnswer))
    }
}
