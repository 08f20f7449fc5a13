import Survival
import Testing

@Suite("Small counts stay hidden")
struct SuppressionTests {
    func table(_ rows: [[Int]]) -> CountTable {
        var table = CountTable(sizes: [rows.count, rows[0].count])
        for (row, counts) in rows.enumerated() {
            for (column, count) in counts.enumerated() { table.add(count, at: [row, column]) }
        }
        return table
    }

    /// The table as a page shows it, totals last.
    func shown(_ suppression: Suppression) -> [[Int?]] {
        let sizes = suppression.table.sizes
        return (0...sizes[0]).map { row in (0...sizes[1]).map { column in suppression.shown([row == sizes[0] ? nil : row, column == sizes[1] ? nil : column]) } }
    }

    @Test("One small count: its row's and its column's smallest are hidden with it, and the one where these meet")
    func rectangle() {
        let suppression = Suppression(table([[3, 20, 30], [40, 50, 60], [70, 80, 90]]))
        #expect(shown(suppression) == [[nil, nil, 30, 53], [nil, nil, 60, 150], [70, 80, 90, 240], [113, 150, 180, 443]])
        #expect((suppression.primary, suppression.secondary) == (1, 3))
    }

    @Test("Nothing small, nothing hidden; everything small, nothing shown")
    func ends() {
        let open = Suppression(table([[5, 6], [7, 8]]))
        #expect(open.hiddenPositions.isEmpty && open.shown([nil, nil]) == 26)
        let closed = Suppression(table([[0, 1], [1, 2]]))
        #expect(shown(closed).flatMap { $0 } == [Int?](repeating: nil, count: 9))
    }

    @Test("A list with one small count hides a second one; a list of one hides its total")
    func lists() {
        var list = CountTable(sizes: [4])
        for (place, count) in [3, 12, 9, 40].enumerated() { list.add(count, at: [place]) }
        let suppression = Suppression(list)
        #expect((0..<4).map { suppression.shown([$0]) } == [nil, 12, nil, 40] && suppression.shown([nil]) == 64)
        var single = CountTable(sizes: [1])
        single.add(3, at: [0])
        #expect(Suppression(single).shown([nil]) == nil)
    }

    @Test("None is a small count, unless zeros are to be shown")
    func zeros() {
        let counts = table([[0, 20], [30, 40]])
        #expect(Suppression(counts).isHidden([0, 0]))
        #expect(Suppression(counts, hidesZeros: false).hiddenPositions.isEmpty)
    }

    @Test("Of each hidden figure there is another table that shows the same")
    func proof() {
        let suppression = Suppression(table([[1, 9, 14], [8, 22, 31], [17, 25, 4]]))
        for position in suppression.hiddenPositions {
            let other = suppression.otherValue(of: position)
            #expect(other != nil && other != suppression.table[position] && (other ?? -1) >= 0)
        }
        #expect(suppression.otherValue(of: [1, 2]) == nil || suppression.isHidden([1, 2]))
    }

    @Test("A filter's table is hidden with the table that it filters")
    func filters() {
        // Two origins, two reporting countries, adults and minors.
        var table = CountTable(sizes: [2, 2, 2])
        for (cell, count) in [([0, 0, 0], 2), ([0, 0, 1], 30), ([0, 1, 0], 25), ([0, 1, 1], 21), ([1, 0, 0], 40), ([1, 0, 1], 33), ([1, 1, 0], 28), ([1, 1, 1], 19)] { table.add(count, at: cell) }
        let suppression = Suppression(table)
        // Adults are all less minors: one of the two other figures of the same pair is hidden, too.
        #expect(suppression.shown([0, 0, 0]) == nil && (suppression.shown([0, 0, 1]) == nil || suppression.shown([0, 0, nil]) == nil))
        #expect(suppression.shown([nil, nil, nil]) == 198)
    }

    @Test("What no table shows together is shown by none, and hides nothing for its own sake")
    func views() {
        var table = CountTable(sizes: [2, 2, 2], views: [[0, 1], [2]])
        for (number, count) in [2, 30, 25, 21, 40, 33, 28, 19].enumerated() { table.add(count, at: [number / 4, number / 2 % 2, number % 2]) }
        let suppression = Suppression(table)
        #expect(suppression.hiddenPositions.isEmpty)
        #expect(suppression.shown([0, 0, 0]) == nil && suppression.shown([0, nil, 0]) == nil)
        #expect(suppression.shown([0, 0, nil]) == 32 && suppression.shown([nil, nil, 0]) == 95)
    }
}
