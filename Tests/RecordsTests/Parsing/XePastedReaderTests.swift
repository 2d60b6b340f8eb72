import Testing

@testable import Records

@Suite struct XePastedReaderTests {
  @Test("a page that collapses blanks keeps enough to read")
  func knowledgeBase() {
    let reading = read(
      """
      [root@xenserver8 ~]# xe network-list name-label="VM SR-IOV"
      uuid ( RO) : 958cbd58-310b-2641-5589-d961274214ed
      name-label ( RW): VM SR-IOV
      name-description ( RW):
      bridge ( RO): xapi2
      """, document: "xe/network-list")
    #expect(
      reading.records == [
        [
          "uuid": "958cbd58-310b-2641-5589-d961274214ed", "name-label": "VM SR-IOV",
          "name-description": "", "bridge": "xapi2",
        ]
      ])
    #expect(reading.isPasted && reading.reasons.isEmpty && reading.failures.isEmpty)
  }

  @Test("blanks before the lines do not matter")
  func indented() {
    let reading = read(
      """
          [root@xenserver8 ~]# xe vm-list name-label="FreeBSD VM"
          uuid ( RO) : 2645c03e-2a28-961b-a1e4-cc3a751eba1a
          name-label ( RW): FreeBSD VM
      \t power-state ( RO): halted
      """, document: "xe/vm-list")
    #expect(reading.records.map { $0["power-state"] } == ["halted"])
  }

  @Test("without uuid, a field that repeats begins a record")
  func repeatedField() {
    let reading = read(
      """
      # xe vif-list vm-name-label="FreeBSD VM" params=device,MAC
      device ( RO) : 0
      MAC ( RO): 6a:2c:61:fd:ff:9b


      device ( RO) : 1
      MAC ( RO): 56:b1:98:a4:e0:31
      """)
    #expect(reading.records.map { $0["device"] } == ["0", "1"])
  }

  @Test("one empty line between records, or none, will do", arguments: ["\n\n", "\n"])
  func fewEmptyLines(_ gap: String) {
    let reading = read(
      "uuid ( RO) : \(uuid1)\ndevice ( RO): 0\(gap)uuid ( RO) : \(uuid2)\ndevice ( RO): 1\n")
    #expect(reading.records.map { $0["device"] } == ["0", "1"])
  }

  @Test("a listing in columns that lost empty lines is a pasted one")
  func columnsWithoutEmptyLines() {
    let text = printed([[("uuid", uuid1), ("device", "0")], [("uuid", uuid2), ("device", "1")]])
    let reading = read(text.replacing("\n\n\n", with: "\n\n"))
    #expect(reading.records.map { $0["device"] } == ["0", "1"])
    #expect(reading.isPasted)
  }

  @Test("left-justified labels, tabs and non-breaking spaces are blanks")
  func otherBlanks() {
    let reading = read(
      "uuid ( RO)\t\t: \(uuid1)\nname-label (\u{A0}RO)   :\u{A0}x\u{A0} \nfeatures (MRO)  : y\r\n")
    #expect(reading.records == [["uuid": uuid1, "name-label": "x", "features": "y"]])
  }

  @Test("entities of a page's source become what they stand for, once")
  func entities() {
    let reading = read(
      "uuid ( RO) : \(uuid1)\nname-label ( RW): &lt;a&gt; &quot;b&quot; &#39;c&#39;&nbsp;&amp;lt;\n"
    )
    #expect(reading.records.first?["name-label"] == "<a> \"b\" 'c' &lt;")
  }

  @Test("entities in a listing with columns stay as they are")
  func entitiesInColumns() {
    let text = printed([[("uuid", uuid1), ("name-label", "&lt;a\u{A0}")]])
    #expect(read(text).records.first?["name-label"] == "&lt;a\u{A0}")
  }

  @Test("prompts of several kinds are passed over")
  func prompts() {
    let reading = read(
      """
      [16:15 xcp-ng ~]# xe vm-list
      uuid ( RO)           : \(uuid1)
           name-label ( RW): a


      $ xe vm-list
      # ...
      uuid ( RO)           : \(uuid2)
           name-label ( RW): b
      [16:18 xcp-ng ~]#
      """, document: "xe/vm-list")
    #expect(reading.records.map { $0["name-label"] } == ["a", "b"])
  }

  @Test("prompts alone are an empty listing")
  func promptsOnly() {
    #expect(read("[root@host ~]# xe vif-list\n[root@host ~]# \n") == Reading())
  }

  @Test("a line behind a field belongs to its value, one behind an empty line to none")
  func continuation() {
    let reading = read(
      "uuid ( RO) : \(uuid1)\nname-description ( RW): one\ntwo\n\nWords of the page.\n")
    #expect(reading.records.first?["name-description"] == "one\ntwo")
  }
}
