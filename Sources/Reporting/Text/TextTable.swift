/// A table: the first `left` columns are left-aligned, the others right-aligned.
struct TextTable {
  let lines: [String]

  init(_ head: [String], _ rows: [[String]], left: Int) {
    let all = [head] + rows
    let widths = head.indices.map { column in
      all.map { columnCount($0[column]) }.max() ?? 0
    }
    lines = all.map { row in
      let cells = row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - columnCount(cell))
        return column < left ? cell + gap : gap + cell
      }
      return "  " + cells.joined(separator: "  ")
    }
  }
}
