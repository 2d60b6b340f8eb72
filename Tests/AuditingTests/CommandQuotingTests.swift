import Auditing
import Testing

@Suite struct QuotingTests {
  @Test(
    "a word is quoted so that no shell takes it for more than a word",
    arguments: [
      ("plain", "plain"), ("uuid=1f-2", "uuid=1f-2"), ("", "''"),
      ("name=two words", "name='two words'"), ("it's", "'it'\\''s'"),
      ("x=$(reboot)", "x='$(reboot)'"), ("a;b", "'a;b'"), ("`id`", "'`id`'"),
      ("a\nb", "$'a\\nb'"), ("n=a\u{1B}[2J'\\", "n=$'a\\033[2J\\'\\\\'"),
      ("a\u{202E}b", "$'a\\342\\200\\256b'"), ("a\u{85}'", "$'a\\302\\205\\''"), ("ü–x", "'ü–x'"),
      ("--=-rm", "--=-rm"), ("=x", "=x"),
    ])
  func quotes(_ word: String, _ quoted: String) {
    #expect(Command(words: [word]).shell == quoted)
  }
}
