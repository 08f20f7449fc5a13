import Survival
import Testing

@Suite("Requests become counts of days")
struct TallyTests {
    @Test("Given its dates, then a request counts its days to the end, or to the day of counting")
    func dates() {
        #expect(Observation(requested: 100, ending: .issued, ended: 130, countedOn: 200) == Observation(days: 30, ending: .issued, age: 100))
        #expect(Observation(requested: 100, ending: .open, ended: nil, countedOn: 200) == Observation(days: 100, ending: .open, age: 100))
        #expect(Observation(requested: 100, ending: .refused, ended: 100, countedOn: 100) == Observation(days: 0, ending: .refused, age: 0))
    }

    @Test("Counted on an earlier day, what came later is not known yet")
    func earlier() {
        #expect(Observation(requested: 100, ending: .issued, ended: 130, countedOn: 129) == Observation(days: 29, ending: .open, age: 29))
        #expect(Observation(requested: 100, ending: .issued, ended: 130, countedOn: 130) == Observation(days: 30, ending: .issued, age: 30))
        #expect(Observation(requested: 100, ending: .open, ended: nil, countedOn: 99) == nil, "it had not been made")
    }

    @Test("What cannot be is no observation")
    func impossible() {
        #expect(Observation(requested: 100, ending: .issued, ended: 99, countedOn: 200) == nil, "an outcome before its request")
        #expect(Observation(requested: 100, ending: .withdrawn, ended: nil, countedOn: 200) == nil, "an end without a day")
        #expect(Observation(days: -1, ending: .issued, age: 5) == nil)
        #expect(Observation(days: 6, ending: .issued, age: 5) == nil)
        #expect(Observation(days: 4, ending: .open, age: 5) == nil)
    }

    @Test("One by one, in any order, in parts: the same tally")
    func adding() {
        let all = requests("6 6 6* 7r 9o 6 12@80 0 6* 9o 12@80")
        let whole = Tally(all), parts = Tally(all.prefix(4)) + Tally(all.dropFirst(4))
        #expect(whole == parts && whole == Tally(all.reversed()))
        var repeated = Tally()
        for observation in Set(all) { repeated.add(observation, times: all.filter { $0 == observation }.count) }
        #expect(repeated == whole)
        #expect(whole.requests == 11)
        #expect(Ending.allCases.map { whole.requests($0) } == [6, 1, 2, 2])
    }

    @Test("What is censored on a day was still at risk on it")
    func timeline() {
        let moments = tally("1 2 2* 2r 5o").timeline
        #expect(moments.map(\.day) == [1, 2, 5])
        #expect(moments.map(\.atRisk) == [5, 4, 1])
        #expect(moments.map(\.censored) == [0, 1, 1])
        #expect(tally("3@90").timeline.map(\.day) == [3], "an age is no day of the timeline")
        #expect(Tally().timeline.isEmpty && Tally().isEmpty)
    }

    @Test("No answer: of requests that are old enough, whenever they were answered")
    func unanswered() {
        // Two quick answers to young requests do not count; one to an old request does; one came too late.
        let rate = tally("5@20 8r@30 5@200 120@200 95o 40o 91* 10*").unanswered(within: 90)
        #expect((rate.count, rate.total) == (3, 4))
        #expect(tally("90@90").unanswered(within: 90).count == 0, "an answer on the last day is in time")
        #expect(tally("90o").unanswered(within: 90).count == 1)
        #expect(tally("5@20 8@30").unanswered(within: 90).value == nil)
    }

    @Test("Refusals are counted among answers only")
    func refusals() {
        let rate = tally("1r 2 3 4o 5* 6").refusals
        #expect((rate.count, rate.total) == (1, 4))
    }
}
