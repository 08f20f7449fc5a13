import Foundation
public import SystemPackage

/// What another program is given to read: a file that has no name any more, so that nobody else on the machine can open it.
///
/// Not a pipe: that breaks where a program ends without having read all of it, and swift-subprocess 1.0 takes the whole process
/// down then (its issue 367).
public enum UnnamedFile {
    /// - Returns: open for reading and writing, at its beginning; whoever asked closes it.
    /// - Throws: `Errno`, or an error of the file manager, where the temporary folder cannot be written to.
    public static func holding(_ bytes: [UInt8]) throws -> FileDescriptor {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("enlace-\(UUID().uuidString)").path
        let file = try FileDescriptor.open(FilePath(path), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: [.ownerReadWrite])
        do {
            try FileManager.default.removeItem(atPath: path)
            try file.writeAll(bytes)
            try file.seek(offset: 0, from: .start)
            return file
        } catch {
            try? file.close()
            throw error
        }
    }
}
