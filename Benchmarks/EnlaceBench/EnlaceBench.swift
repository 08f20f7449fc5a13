import App
import ArgumentParser
import Foundation
import Hummingbird
import Logging
import Storage

/// What the house is compared with, and the stores that it is measured on; `Benchmarks/run.py` drives it.
@main
struct EnlaceBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures the house; see Benchmarks/README.md.",
        subcommands: [HelloCommand.self, RowsCommand.self, FillCommand.self, FinderCommand.self, StartCommand.self, VisaFillCommand.self, VisasCommand.self])
}

struct ListenOption: ParsableArguments {
    @Option(help: "Port of 127.0.0.1 to listen on; 0 for any that is free.") var port = 0

    /// Serves until told to stop, and prints the address first: the server of the house around another responder.
    func serve<Responder: HTTPResponder>(_ responder: Responder) async throws where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        try await Server.application(responder: responder, host: "127.0.0.1", port: port, logger: logger) { port in
            print("http://127.0.0.1:\(port)")
            fflush(nil)
        }.runService()
    }
}

extension DatabaseURL: ExpressibleByArgument {
    public init?(argument: String) { try? self.init(argument) }
}

/// The same numbers in each run: SplitMix64 (Steele, Lea and Flood, 2014).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }
}
