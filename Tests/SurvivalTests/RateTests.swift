@testable import Survival
import Testing

@Suite("Rates, and small numbers")
struct RateTests {
    /// R. G. Newcombe, *Two-Sided Confidence Intervals for the Single Proportion*, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
    @Test("Newcombe's table of Wilson's interval", arguments: [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)])
    func wilson(count: Int, total: Int, lower: Double, upper: Double) throws {
        let limits = try #require(Rate(count, of: total).limits())
        #expect(limits.lower.isPrinted(lower) && limits.upper.isPrinted(upper))
    }

    @Test("Of nothing there is no rate")
    func nothing() {
        #expect(Rate(0, of: 0).value == nil && Rate(0, of: 0).limits() == nil)
        #expect(Shrinkage([Rate]()).mean == nil && Shrinkage([Rate(0, of: 0)]).shrink(Rate(0, of: 0)) == nil)
    }

    @Test("By hand: two of ten and eight of ten")
    func byHand() throws {
        // m = 1/2; S = 2·10·0.09 = 1.8; r = (1.8 − 0.25) / (0.25·(9/2 + 9/2)) = 0.68889; K = 0.31111/0.68889 = 0.45161.
        let shrinkage = Shrinkage([Rate(2, of: 10), Rate(8, of: 10)])
        #expect(shrinkage.mean == 0.5 && shrinkage.strength.isPrinted(0.45161, digits: 5))
        let shrunk = try #require(shrinkage.shrink(Rate(2, of: 10)))
        #expect(shrunk.ownWeight.isPrinted(0.9568) && shrunk.value.isPrinted(0.2130))
    }

    @Test("A rate of few cases is drawn further than one of many")
    func fewer() throws {
        let shrinkage = Shrinkage([Rate(1, of: 2), Rate(30, of: 100), Rate(10, of: 90), Rate(45, of: 80)])
        let few = try #require(shrinkage.shrink(Rate(1, of: 2))), many = try #require(shrinkage.shrink(Rate(45, of: 80))), mean = try #require(shrinkage.mean)
        #expect(few.ownWeight < 0.4 && many.ownWeight > 0.8)
        #expect(mean < few.value && few.value < 0.5)
    }

    @Test("Countries that differ by no more than chance are given the region's rate; a country alone keeps its own")
    func ends() throws {
        let same = Shrinkage([Rate(3, of: 10), Rate(6, of: 20), Rate(9, of: 30)])
        #expect(try #require(same.shrink(Rate(3, of: 10))) == Shrinkage.Shrunk(value: 0.3, ownWeight: 0))
        let alone = Shrinkage([Rate(3, of: 10)])
        #expect(try #require(alone.shrink(Rate(3, of: 10))) == Shrinkage.Shrunk(value: 0.3, ownWeight: 1))
        #expect(try #require(Shrinkage([Rate(1, of: 1), Rate(0, of: 1)]).shrink(Rate(1, of: 1))).value == 0.5, "single cases cannot show a difference")
        #expect(try #require(Shrinkage([Rate(9, of: 9), Rate(0, of: 9)]).shrink(Rate(9, of: 9))).value == 1, "nor can anything be drawn where each is all or none")
    }
}
