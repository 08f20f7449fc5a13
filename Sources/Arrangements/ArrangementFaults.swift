import Web

extension Form {
    mutating func fail(_ fault: ArrangementFault) { fail(fault.field, "arrangements.fault.\(fault.rawValue)") }
}
