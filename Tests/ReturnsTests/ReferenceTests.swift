import Testing
@testable import Returns

@Suite("A country's own reference")
struct ReferenceTests {
    @Test("The number of a file is one, in capitals", arguments: [
        ("MX-2026-00123", "MX-2026-00123"), ("tuc/26/0451", "TUC/26/0451"), ("EXP.12", "EXP.12"), ("2026-00123", "2026-00123"), ("INM-MX-2026-12345", "INM-MX-2026-12345"), (" A12 ", "A12"), ("CASO_7", "CASO_7"),
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
    ])
    func refused(typed: String, reason: CaseReference.Refusal) {
        #expect(throws: reason) { try CaseReference(typed) }
    }
}
