import Evidence
import PoolModel
import Testing

@testable import Records

/// Secrets never enter: what is not on the list of kept columns and keys is not in the output.
@Suite struct DatabaseSecretTests {
  /// Where databases have them (xen-api `datamodel.ml`), in the form each column has.
  private static let places: [(table: String, column: String, value: String)] = [
    ("secret", "value", "S3CRET"), ("Cluster", "cluster_token", "S3CRET"),
    ("VM", "NVRAM", "(('EFI-variables'%.'S3CRET'))"), ("VM", "snapshot_metadata", "S3CRET"),
    ("VM", "last_booted_record", "S3CRET"), ("VM", "xenstore_data", "(('vm-data'%.'S3CRET'))"),
    ("VM", "other_config", "(('pci'%.'')%.('cloud'%.'S3CRET'))"),
    ("VM", "platform", "(('k'%.'S3CRET'))"), ("VM", "PV__args", "ks=S3CRET"),
    ("VM", "name__description", "S3CRET"), ("VM", "blocked_operations", "(('a'%.'S3CRET'))"),
    ("VM", "HVM__boot_params", "(('order'%.'cd')%.('x'%.'S3CRET'))"),
    ("VM", "recommendations", "&lt;a%.b=&quot;S3CRET&quot;/&gt;"),
    ("PBD", "device_config", "(('chappassword'%.'S3CRET'))"),
    ("SM", "driver_filename", "S3CRET"), ("SR", "sm_config", "(('a'%.'S3CRET'))"),
    ("VDI", "xenstore_data", "S3CRET"), ("host", "external_auth_configuration", "S3CRET"),
    ("host", "power_on_config", "(('power_on_password_secret'%.'S3CRET'))"),
    ("host", "other_config", "(('a'%.'S3CRET'))"), ("host", "license_server", "S3CRET"),
    ("host", "license_params", "(('serial'%.'S3CRET'))"),
    ("host", "software_version", "(('machine_serial_number'%.'S3CRET'))"),
    ("pool", "other_config", "(('auth'%.'S3CRET'))"), ("pool", "gui_config", "S3CRET"),
    ("pool", "wlb_password", "S3CRET"), ("pool", "uefi_certificates", "S3CRET"),
    ("pool", "restrictions", "(('x'%.'S3CRET'))"), ("PIF", "other_config", "(('a'%.'S3CRET'))"),
    ("VIF", "other_config", "(('a'%.'S3CRET'))"), ("PCI", "other_config", "(('a'%.'S3CRET'))"),
    ("network", "other_config", "(('a'%.'S3CRET'))"), ("session", "_ref", "S3CRET"),
    ("VM_guest_metrics", "other", "(('a'%.'S3CRET'))"),
    ("VM_guest_metrics", "os_version", "(('x'%.'S3CRET'))"), ("subject", "name", "S3CRET"),
    ("Repository", "binary_url", "S3CRET"), ("VTPM", "contents", "S3CRET"),
    ("a_table_of_tomorrow", "uuid", "S3CRET"), ("VM", "a_column_of_tomorrow", "S3CRET"),
  ]

  private static func database(_ suffix: String = "</database>") -> String {
    "<database><manifest><pair key=\"pool_token\" value=\"S3CRET\"/></manifest>"
      + places.map { place in
        "<table name=\"\(place.table)\"><row ref=\"OpaqueRef:1\" uuid=\"u\" "
          + "\(place.column)=\"\(place.value)\"/></table>"
      }.joined() + suffix
  }

  @Test func `a database full of secrets gives none of them`() throws {
    let result = try reduce(Self.database().replacing("uuid=\"u\" uuid=", with: "uuid="))
    #expect(result.loss == nil)
    #expect(!result.text.contains("S3CRET"))
    #expect(result.text.contains("(('order'%.'cd'))"))
  }

  @Test func `a database that nobody reduced gives none to records and quotations`() {
    let row = """
      <row ref="r" uuid="u" is_a_template="false" other_config="(('pci'%.'0/a')%.('k'%.'S3CRET'))" \
      NVRAM="S3CRET" xenstore_data="S3CRET"/>
      """
    let text = "<database><table name=\"VM\">\n\(row)\n</table></database>"
    let document = Document(name: DocumentName("xe/xapi-db.xml"), bytes: Bytes(text))
    let snapshot = Snapshot(documents: [document])
    let vms = RecordReader.read(snapshot).vms
    #expect(vms.map(\.otherConfig) == [["pci": "0/a"]])
    let quotations = vms.map { Inventory(of: snapshot).quote($0.origin).text }
    #expect(
      quotations == ["ref: r\nuuid: u\nis_a_template: false\nother_config: (('pci' '0/a'))"])
  }

  @Test func `nor does one that breaks off or is broken`() throws {
    let start = Self.database("").replacing("uuid=\"u\" uuid=", with: "uuid=")
    for end in ["<table name=\"S3", "<table name=\"VM\"><row S3CRET", "<S3CRET", "&S3CRET;"] {
      let result = try reduce(start + end)
      #expect(result.loss != nil)
      #expect(!result.text.contains("S3CRET") && result.loss?.contains("S3CRET") == false)
    }
  }
}
