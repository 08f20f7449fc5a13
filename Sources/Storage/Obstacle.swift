import Foundation

/// What keeps a file from being written, told before anything is tried: SQLite says only that it is unable to open it.
public enum Obstacle {
    /// - Parameter makesFolders: whether folders that are missing would be made.
    /// - Returns: one sentence's part, nil where nothing is seen. Looking changes nothing.
    public static func toWriting(_ file: String, makesFolders: Bool) -> String? {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        guard FileManager.default.fileExists(atPath: folder.path) else {
            guard makesFolders else { return "there is no folder \(folder.path)" }
            return toFilling(nearest(to: folder)).map { "the folder \(folder.path) cannot be made: \($0)" }
        }
        if let obstacle = toFilling(folder.path) { return obstacle }
        guard FileManager.default.fileExists(atPath: file), !FileManager.default.isWritableFile(atPath: file) else { return nil }
        return "this user cannot write to \(file)"
    }

    private static func toFilling(_ folder: String) -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else { return "\(folder) is no folder" }
        return FileManager.default.isWritableFile(atPath: folder) ? nil : "this user cannot write to the folder \(folder)"
    }

    /// The folder itself, or the first above it that is there.
    private static func nearest(to folder: URL) -> String {
        var place = folder.standardizedFileURL
        while place.path != "/", !FileManager.default.fileExists(atPath: place.path) { place.deleteLastPathComponent() }
        return place.path
    }
}
