internal import CCollector

/// collect.sh, the script that runs on a host. It is the only collector.
package enum CollectorScript {
  /// The script's text, compiled in.
  package static var bytes: [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: vf_collect_sh_bytes(), count: Int(vf_collect_sh_count)))
  }
}
