#!/bin/bash
# Looks into a Debian package and runs what is in it: deb.test.sh FILE.deb
set -euo pipefail
package=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
checks=0
check() {
  checks=$((checks + 1))
  local what=$1
  shift
  "$@" > "$root.out" 2>&1 || { echo "FAILED: $what"; cat "$root.out"; exit 1; }
}
dpkg-deb --extract "$package" "$root"
program=$root/usr/bin/vfaudit
check "the version of the package is the program's" \
  test "$(dpkg-deb --field "$package" Version)" = "$("$program" --version)"
check "it needs no library" bash -c "! ldd '$program' 2>/dev/null | grep -q '=>'"
check "it audits" "$program" audit Examples/healthy-pool/snapshot
for page in vfaudit vfaudit-audit vfaudit-plan vfaudit-policy-check; do
  check "there is a man page $page" test -s "$root/usr/share/man/man1/$page.1.gz"
done
check "bash completes it" bash -n "$root/usr/share/bash-completion/completions/vfaudit"
check "zsh completes it" grep -q '#compdef vfaudit' "$root/usr/share/zsh/vendor-completions/_vfaudit"
check "fish completes it" grep -q 'complete' "$root/usr/share/fish/vendor_completions.d/vfaudit.fish"
check "the timer is there" grep -q OnCalendar "$root/usr/lib/systemd/system/vfaudit.timer"
check "the nightly script is sound" sh -n "$root/usr/bin/vfaudit-nightly"
check "nothing belongs to anybody but root" \
  bash -c "! dpkg-deb --contents '$package' | awk '{ print \$2 }' | grep -qv '^root/root$'"
rm -f "$root.out"
echo "$checks passed, 0 failed"
