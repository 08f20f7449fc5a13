import Foundation
import Geography

/// What anybody would try first. Short ones are left to the rule of length; these are long and still worth nothing.
enum CommonPasswords {
    /// Words that long common passwords are made of, in the network's languages; folded, see ``String/folded``.
    private static let words: Set<String> = [
        "password", "passwort", "passw0rd", "contrasena", "clave", "secreto", "secret", "admin", "administrator", "administrador", "usuario", "user", "welcome",
        "bienvenido", "bienvenida", "letmein", "iloveyou", "teamo", "tequiero", "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbnm", "qazwsx", "qazwsxedc",
        "abc", "abcd", "abcdef", "abcdefgh", "abcdefghijkl", "changeme", "cambiame", "default", "monkey", "dragon", "football", "futbol", "baseball", "sunshine",
        "princess", "princesa", "trustno", "superman", "batman", "america", "mexico", "guatemala", "honduras", "elsalvador", "nicaragua", "costarica", "panama",
        "belize", "belice", "canada", "dominicana", "enlace", "consulado", "consulate", "consular", "embajada", "embassy", "migracion", "migration", "proteccion",
        "rrocm", "crm", "rcm", "demo", "test", "prueba", "temporal", "temp", "hola", "hello", "the", "de", "la", "mi", "my", "es", "is", "y", "and", "2024", "2025", "2026", "2027",
    ]

    /// - Parameter personal: texts that count as words too.
    static func contain(_ password: String, personal: [String]) -> Bool {
        let letters = password.folded.filter(\.isLetter)
        if Set(password.lowercased()).count < 5 { return true }
        if isRun(password.lowercased()) { return true }
        let own = personal.flatMap { $0.folded.split(separator: " ").map(String.init) + [$0.folded.replacing(" ", with: "")] }.filter { $0.count > 2 }
        // Digits and signs around nothing but such words add little: "Contraseña2026!".
        return !letters.isEmpty ? isMade(of: words.union(own), letters) : password.filter(\.isNumber).count == password.count && password.count < 16
    }

    /// Up or down by one from the first character to the last, or the same few over and over: "123456789012", "abcabcabcabc".
    private static func isRun(_ text: String) -> Bool {
        let codes = text.unicodeScalars.map { Int($0.value) }
        let steps = zip(codes, codes.dropFirst()).map { $1 - $0 }
        if steps.allSatisfy({ $0 == 1 || $0 == -9 }) || steps.allSatisfy({ $0 == -1 || $0 == 9 }) { return true }
        return (1...4).contains { period in codes.indices.dropFirst(period).allSatisfy { codes[$0] == codes[$0 - period] } }
    }

    /// Whether the text is words of the set one after another, at most three.
    private static func isMade(of words: Set<String>, _ text: String, depth: Int = 3) -> Bool {
        if text.isEmpty { return true }
        guard depth > 0 else { return false }
        return (1...text.count).contains { words.contains(String(text.prefix($0))) && isMade(of: words, String(text.dropFirst($0)), depth: depth - 1) }
    }
}
