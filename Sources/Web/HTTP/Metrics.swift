import Foundation
import Synchronization

/// What the server counts about itself, in Prometheus' text format (exposition formats, version 0.0.4). No person, no address.
public final class Metrics: Sendable {
    private struct Counts {
        var responses: [String: Int] = [:]
        var buckets = [Int](repeating: 0, count: Metrics.bounds.count + 1)
        var seconds = 0.0
        var cacheMisses = 0
    }

    /// Upper bounds of the histogram, in seconds.
    private static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
    private let counts = Mutex(Counts())
    private let cacheHits = Atomic<Int>(0)

    public init() {}

    func countCacheHit() { cacheHits.add(1, ordering: .relaxed) }

    func count(status: Int, seconds: Double, fromCache: Bool?) {
        counts.withLock { counts in
            counts.responses["\(status / 100)xx", default: 0] += 1
            counts.buckets[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
            counts.seconds += seconds
            if fromCache == false { counts.cacheMisses += 1 }
        }
    }

    public func text() -> String {
        let counts = counts.withLock { $0 }
        let hits = cacheHits.load(ordering: .relaxed)
        var lines = ["# HELP enlace_responses_total Responses by class of status, those from the page cache left aside.", "# TYPE enlace_responses_total counter"]
        lines += counts.responses.sorted { $0.key < $1.key }.map { "enlace_responses_total{class=\"\($0.key)\"} \($0.value)" }
        lines += ["# HELP enlace_page_cache_total Public pages that the page cache had or had not.", "# TYPE enlace_page_cache_total counter",
                  "enlace_page_cache_total{result=\"hit\"} \(hits)", "enlace_page_cache_total{result=\"miss\"} \(counts.cacheMisses)"]
        lines += ["# HELP enlace_response_seconds Time to a response, those from the page cache left aside.", "# TYPE enlace_response_seconds histogram"]
        var sum = 0
        for (bound, count) in zip(Self.bounds, counts.buckets) {
            sum += count
            lines.append("enlace_response_seconds_bucket{le=\"\(bound)\"} \(sum)")
        }
        sum += counts.buckets.last ?? 0
        lines += ["enlace_response_seconds_bucket{le=\"+Inf\"} \(sum)", "enlace_response_seconds_sum \(counts.seconds)", "enlace_response_seconds_count \(sum)"]
        if let memory = Self.residentBytes() {
            lines += ["# HELP process_resident_memory_bytes Resident memory.", "# TYPE process_resident_memory_bytes gauge", "process_resident_memory_bytes \(memory)"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The second number of /proc/self/statm, in pages (proc(5)).
    private static func residentBytes() -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
    }
}
