import Evidence
import Testing

@Suite("SHA-256")
struct DigestTests {
  @Test(
    "is the one of the NIST examples",
    arguments: [
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ])
  func examples(text: String, digest: String) {
    #expect(Digest.sha256Hex(Bytes(text)) == digest)
  }

  @Test("is written in base64 with its padding")
  func base64() {
    #expect(
      Digest.sha256Base64(Bytes("abc")) == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
  }
}

@Suite("A document's name")
struct DocumentNameTests {
  @Test(
    "and its file belong together",
    arguments: [
      ("xe/pif-list", "xe/pif-list.txt"), ("host/-/sysfs", "host/-/sysfs.txt"),
      ("host/-/modprobe.d/igb.conf", "host/-/modprobe.d/igb.conf"),
      ("host/-/modprobe.d/a.txt", "host/-/modprobe.d/a.txt"),
      ("xe/vif-list#2", "xe/vif-list#2.txt"),
    ])
  func fileNames(name: String, path: String) {
    #expect(DocumentName(name).fileName == path)
    #expect(DocumentName(path: path) == DocumentName(name))
  }

  @Test("tells class, host and number")
  func parts() {
    #expect(DocumentName("xe/network-sriov-list#10").className == "network-sriov")
    #expect(DocumentName("xe/network-sriov-list#10").base == .xe("network-sriov"))
    #expect(DocumentName("xe/network-sriov-remaining-capacity").className == nil)
    #expect(DocumentName.host(someHost, "sysfs").hostUUID == someHost)
    #expect(DocumentName.xe("pif").hostUUID == nil)
  }

  @Test("is ordered by its bytes and its number")
  func order() {
    let names = ["xe/vif-list#10", "xe/vif-list", "xe/vif-list#9", "xe/vm-list", "xe/Z"]
    #expect(
      names.map { DocumentName($0) }.sorted().map(\.text)
        == ["xe/Z", "xe/vif-list", "xe/vif-list#9", "xe/vif-list#10", "xe/vm-list"])
  }
}
