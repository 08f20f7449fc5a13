import Foundation

/// A point on the earth (WGS 84), in decimal degrees.
public struct Position: Hashable, Sendable, Codable {
    /// −90 (south) … 90.
    public let latitude: Double
    /// −180 (west) … 180.
    public let longitude: Double

    /// - Returns: nil outside the ranges.
    public init?(latitude: Double, longitude: Double) {
        guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Great-circle distance in kilometres: the haversine formula on a sphere of the earth's mean radius (IUGG, 6371.0088 km).
    public func distance(to other: Position) -> Double {
        let radians = Double.pi / 180
        let (a, b) = (latitude * radians, other.latitude * radians)
        let half = pow(sin((b - a) / 2), 2) + cos(a) * cos(b) * pow(sin((other.longitude - longitude) * radians / 2), 2)
        return 2 * 6371.0088 * asin(min(1, half.squareRoot()))
    }
}
