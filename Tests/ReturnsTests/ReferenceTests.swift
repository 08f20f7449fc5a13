import Testing
@testable import Returns

@Suite("A country's own reference")
struct ReferenceTests {
    @Test("The number of a file is one, in capitals", arguments: [
        ("MX-2026-00123", "MX-2026-00123"), ("tuc/26/0451", "TUC/26/0451"), ("EXP.12", "EXP.12"), ("2026-00123", "2026-00123"), ("INM-MX-2026-12345", "INM-MX-2026-12345"), (" A12 ", "A12"), ("CASO_7", "CASO_7"),
        ("HOU-2026-11-003", "HOU-2026-11-003"), ("UPM-2025-12-044", "UPM-2025-12-044"), ("MX-TUC-26-0451", "MX-TUC-26-0451"), ("DGM-HN-26-014", "DGM-HN-26-014"), ("MX-2026-0412", "MX-2026-0412"),
        ("EXP12-26-001", "EXP12-26-001"), ("EXP1134", "EXP1134"), ("PER-12", "PER-12"), ("mx-us-26-7", "MX-US-26-7"), ("2026/REF/9", "2026/REF/9"),
    ])
    func accepted(typed: String, kept: String) throws {
        #expect(try CaseReference(typed).text == kept)
    }

    @Test("What looks like a name, a document or a birth date is refused with the reason", arguments: [
        ("Juan Pérez", CaseReference.Refusal.name), ("JUAN-12", .name), ("PEREZ-2026-1", .name), ("maria", .name), ("ANA-LUZ-3", .name), ("GARCIA", .name), ("Núñez 2026", .name),
        ("G12345678", .documentNumber), ("AB1234567", .documentNumber), ("123456789", .documentNumber), ("0801-20-12345", .documentNumber), ("123-45-6789", .documentNumber),
        ("G1234-5678", .documentNumber), ("15-ENE-2015", .birthDate), ("12-MAR-2004", .birthDate), ("MX-15ENE15", .birthDate), ("MX-2026-001234", .documentNumber), ("PEGJ850312HDF", .documentNumber), ("A1B2C3D4", .documentNumber),
        ("1985-03-12", .birthDate), ("12-03-1985", .birthDate), ("12/3/2015", .birthDate), ("MX-1985-001", .birthDate), ("0801-1990-12345", .birthDate), ("85-03-12", .birthDate), ("MX-2015-03-12", .birthDate),
        ("A1 B2", .characters), ("X<1", .characters), ("1", .length), ("A-1-B-2-C-3-D-4-E-5-F-6-G-7", .length),
        // In pieces, letter by letter, with digits for letters.
        ("J.U.A.N.1", .name), ("P.E.R.E.Z.1", .name), ("JO-SE-LO-PEZ-7", .name), ("PER-EZ-12", .name), ("KUMA-R-9", .name), ("MAMA-DOU-3", .name), ("CA-RLOS-3", .name), ("JU-AN-4", .name), ("J.P-12", .name),
        ("L0PEZ-1", .name), ("P3R3Z-1", .name), ("J05E-2", .name), ("JOS3-26", .name), ("4NA-26", .name), ("J1U2A3N", .name), ("J2U2A2N-1", .name),
        ("ALI-3", .name), ("KHAN-3", .name), ("RAJ-12", .name), ("LEE-2", .name), ("SOW-4", .name), ("BAH-2", .name), ("SAID-1", .name), ("ABDI-3", .name), ("KOFI-7", .name), ("OMER-2", .name), ("2026-MX-KHAN", .name),
        ("A12-345-67", .documentNumber), ("A12-345-20", .documentNumber), ("MX-345-67-1234", .documentNumber),
        ("90-1-15", .birthDate), ("15-1-90", .birthDate), ("MX-90-1-15", .birthDate), ("2015-0115", .birthDate), ("90-0115", .birthDate), ("DOB-90-01", .birthDate), ("NAC90-01", .birthDate),
    ])
    func refused(typed: String, reason: CaseReference.Refusal) {
        #expect(throws: reason) { try CaseReference(typed) }
    }
}
