/// Sources of the facts that rules rest on.
package enum Citation {
  package static let page =
    "XenServer-SRIOV, knowledge base of Precedence Technologies, page of 2026-05-01"
  package static let igbFilter =
    "intel/ethernet-linux-igb, igb_set_rx_mode: the VLAN filter stays on while VFs exist"
  package static let networkd = "xen-api, ocaml/networkd: config_sriov, get_config_from_comments"
  package static let switching =
    "xen-api, ocaml/xenopsd: device.ml, NetSriovVf; xenops_server_xen.ml, set_locking_mode"
  package static let limitations =
    "XenServer 8 documentation, Use SR-IOV-enabled NICs: limitations"
  package static let allocation =
    "xen-api: reserve_sriov_vfs, get_idle_vf_nums; NETWORK_SRIOV_INSUFFICIENT_CAPACITY"
}
