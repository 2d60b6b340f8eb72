#!/bin/sh
# Tests the fully static program (make static): no dynamic library, nothing in its environment, and no
# system call that Linux 4.19 does not have.
#
#     Tests/Static/static.test.sh .build-static/release/vfaudit
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clang=$(command -v clang || command -v cc)
"$clang" -O1 -Wall -Werror -o "$work/linux-4.19" Tests/Static/linux-4.19.c
failed=0 passed=0

# check WHAT STATUS COMMAND...
check() {
    what=$1 wanted=$2
    shift 2
    status=0
    env -i PATH="$PATH" "$work/linux-4.19" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
    if [ "$status" = "$wanted" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $what: exit status $status, expected $wanted" >&2
        head -5 "$work/err" >&2
    fi
}

# grep -c reads all: with grep -q, readelf would die of SIGPIPE.
if [ "$(readelf -d "$program" | grep -c NEEDED)" != 0 ]; then
    echo "FAILED: it needs dynamic libraries" >&2
    failed=1
fi
# The sieve itself: a program that uses a newer call must notice.
check "the filter refuses clone3" 0 python3 -c 'if True:
    import ctypes, errno, sys
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall(435, 0, 0)
    sys.exit(ctypes.get_errno() != errno.ENOSYS)'
check "it starts" 0 "$program" --version
check "it audits a folder" 1 "$program" audit Examples/i350-after-reboot/snapshot
check "it writes HTML and XML" 0 "$program" audit Examples/i350-after-reboot/snapshot \
    --policy Examples/i350-after-reboot/vfaudit.yml -f html -f xml -o "$work/r" --fail-on never
check "it reads a packed tree" 0 "$program" audit Tests/Recorded/linux6.1-c-mixed.tar.xz \
    --fail-on never
check "it writes nothing where there is no pool" 69 "$program" collect -o "$work/none.tar.gz"
check "it collects what there is" 2 "$program" collect --force -o "$work/here.tar.gz"
check "it reads what it collected" 0 "$program" audit "$work/here.tar.gz" --fail-on never
check "it prints the schema" 0 "$program" schema
echo "$passed checks passed, $failed failed"
[ "$failed" = 0 ]
