import Testing
import XML

private let xsd = """
  <xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:r'
             elementFormDefault='qualified'>
   <xs:element name='report'><xs:complexType><xs:sequence>
    <xs:element name='port' maxOccurs='unbounded'><xs:complexType>
     <xs:attribute name='vfs' type='xs:nonNegativeInteger' use='required'/>
    </xs:complexType></xs:element>
   </xs:sequence></xs:complexType></xs:element>
  </xs:schema>
  """

private func violations(_ text: String) throws -> [Failure] {
  let schema = try Schema(parsing: Array(xsd.utf8), name: "report.xsd")
  return schema.validate(try Document(parsing: Array(text.utf8), name: "report.xml"))
}

@Suite struct SchemaTests {
  @Test func `a valid document has no violations`() throws {
    #expect(try violations("<report xmlns='urn:r'><port vfs='7'/></report>").isEmpty)
  }

  @Test func `each violation has its line and says what is wrong`() throws {
    let found = try violations("<report xmlns='urn:r'>\n<port vfs='x'/>\n<slot/>\n</report>")
    #expect(found.map(\.line).contains(2) && found.map(\.line).contains(3))
    #expect(found.allSatisfy { $0.name == "report.xml" })
    #expect(found.first?.message.contains("'x' is not a valid value") == true)
    #expect(found.first?.message.hasSuffix(".") == false)
  }

  @Test func `a violation above line 65 535 has its line`() throws {
    let breaks = String(repeating: "\n", count: 70_000)
    let found = try violations("<report xmlns='urn:r'>\(breaks)<port vfs='x'> </port></report>")
    #expect(found.first?.line == 70_001)
  }

  @Test func `a document that was built is checked the same way`() throws {
    let schema = try Schema(parsing: Array(xsd.utf8), name: "report.xsd")
    let document = Document(root: "report", namespace: "urn:r")
    #expect(schema.validate(document).first?.description.hasPrefix("report: element") == true)
    document.root.append("port", [("vfs", "0")])
    #expect(schema.validate(document).isEmpty)
    #expect(schema.validate(document).isEmpty)
  }

  @Test(arguments: [
    "", "<xs:schema", "<a/>",
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'><xs:element/></xs:schema>",
    """
    <xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'>
    <xs:include schemaLocation='file:///etc/passwd'/></xs:schema>
    """,
  ])
  func `an unreadable schema is an error with its name`(text: String) throws {
    let error = #expect(throws: Failure.self) {
      try Schema(parsing: Array(text.utf8), name: "bad.xsd")
    }
    #expect(error?.name == "bad.xsd")
    #expect(error?.message.isEmpty == false)
  }
}
