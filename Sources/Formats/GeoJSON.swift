import Foundation

/// Points with properties, as GeoJSON (RFC 7946).
public struct GeoJSON<Properties: Encodable>: Encodable {
    public struct Feature: Encodable {
        let type = "Feature"
        let id: String
        let geometry: Point?
        let properties: Properties

        /// A feature without a position has the geometry null (RFC 7946, 3.2).
        public init(id: String, latitude: Double?, longitude: Double?, properties: Properties) {
            self.id = id
            self.properties = properties
            geometry = if let latitude, let longitude { Point(coordinates: [longitude, latitude]) } else { nil }
        }

        private enum Keys: String, CodingKey { case type, id, geometry, properties }

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(type, forKey: .type)
            try container.encode(id, forKey: .id)
            try container.encode(geometry, forKey: .geometry)
            try container.encode(properties, forKey: .properties)
        }
    }

    struct Point: Encodable {
        let type = "Point"
        /// Longitude first.
        let coordinates: [Double]
    }

    let type = "FeatureCollection"
    let features: [Feature]

    public init(_ features: [Feature]) { self.features = features }
}
