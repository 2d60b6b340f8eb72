#!/bin/sh
# Tests of the collector, Sources/CCollector/collect.sh, against the stand-in pool:
#
#     Tests/StandIn/collector.test.sh
#
# Needs dash and bash. Tests that need busybox, shellcheck or sshd are skipped if these are missing.
set -u
LC_ALL=C
export LC_ALL
here=$(cd "$(dirname "$0")" && pwd)
collector=$here/../../Sources/CCollector/collect.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
plain_path=$PATH
failures=0
passed=0

# test_of NAME: names the subject of the following checks.
test_of() { about=$1; }

# check WHAT COMMAND...
check() {
    what=$1
    shift
    if "$@" >"$work/output" 2>&1; then
        passed=$((passed + 1))
    else
        failures=$((failures + 1))
        echo "FAILED  $about: $what" >&2
        sed 's/^/        /' "$work/output" | head -n 20 >&2
    fi
}

skipped() { echo "skipped $*"; }

# collect SHELL HOST ARGUMENT...: sets $snapshot, $said (the file with stderr) and $status.
collect() {
    shell=$1 standin=$work/pool/$2
    shift 2
    rm -rf "$work/snapshot" "$standin/calls" "$standin/refused"
    mkdir -p "$work/snapshot" "$work/tmp"
    snapshot=$work/snapshot said=$work/said
    # The script is on standard input, as over ssh: no command may read from it.
    TMPDIR=$work/tmp VFAUDIT_STANDIN=$standin VFAUDIT_ROOT=$standin/root PATH=$here/bin:$plain_path \
        $shell -s -- "$@" <"$collector" >"$work/snapshot.tar" 2>"$said"
    status=$?
    tar -C "$snapshot" -xf "$work/snapshot.tar" 2>/dev/null
}

is() { [ "$1" = "$2" ] || { echo "expected $2, found $1"; false; }; }
says() { grep -F -- "$2" "$1" || { echo "expected $2 in:"; cat "$1"; false; }; }
says_nothing_of() { ! grep -rF -- "$1" "$snapshot"; }
row() { awk -F'\t' -v name="$1" '$1 == name { print $3 }' "$snapshot/MANIFEST.tsv"; }
no_file() { [ ! -e "$1" ] || { echo "$1 is there"; false; }; }
empty_folder() { is "$(ls -A "$1")" ""; }

# Properties of every snapshot, complete or not.
check_snapshot() {
    check "exit status 0" is "$status" 0
    check "no command that writes" no_file "$standin/refused"
    check "nothing is left in TMPDIR" empty_folder "$work/tmp"
    check "sha256sum -c" sh -c "cd '$snapshot' && sha256sum --quiet -c SHA256SUMS"
    check "SHA256SUMS lists every file" is \
        "$(cut -c67- "$snapshot/SHA256SUMS" | sort)" \
        "$(cd "$snapshot" && find . -type f ! -name SHA256SUMS | cut -c3- | sort)"
    check "a title with a time" grep -Eq '^# vfaudit snapshot 1	20[0-9-]{8}T[0-9:]{8}Z$' "$snapshot/MANIFEST.tsv"
    check "rows of five columns" is "$(grep -v '^#' "$snapshot/MANIFEST.tsv" | awk -F'\t' 'NF != 5')" ""
    check "a row of status 0 for each file, and no other" is \
        "$(awk -F'\t' '$3 == "0" { print $1 }' "$snapshot/MANIFEST.tsv" | sort)" \
        "$(cd "$snapshot" && find xe host -type f 2>/dev/null | sed '/modprobe\.d/!s/\.txt$//' | sort)"
    check "only documents that a snapshot has" is "$(cd "$snapshot" && find . -type f | grep -Ev "$documents")" ""
    check "no secret" says_nothing_of never-collected
}
uuid='(-|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})'
documents="^\./(MANIFEST\.tsv|SHA256SUMS|xe/((pool|host|pif|network|network-sriov|vlan|bond|vif|vm|vm-guest-metrics|template|snapshot|pci)-list|network-sriov-remaining-capacity)\.txt"
documents="$documents|host/$uuid/([a-z][A-Za-z0-9_.-]*\.txt|modprobe\.d/[A-Za-z0-9_.+-]+\.conf))$"

"$here/build" "$work/pool" || exit 1
one=02000000-0000-4000-8000-000000000001
two=02000000-0000-4000-8000-000000000002

shells="dash|bash --posix"
if command -v busybox >/dev/null; then
    shells="$shells|busybox sh"
else
    skipped "busybox sh: not installed"
fi
IFS='|'
for tried in $shells; do
    unset IFS
    test_of "$tried, a whole pool"
    collect "$tried" xen1
    check_snapshot
    check "prints only what is wrong" is "$(cat "$said")" "$([ "$(id -u)" = 0 ] || echo "vfaudit: not root: xe and lspci return incomplete data")"
    check "nothing failed" is "$(grep -v '^#' "$snapshot/MANIFEST.tsv" | awk -F'\t' '$3 != 0')" ""
    whole=$(grep -vc '^#' "$snapshot/MANIFEST.tsv")
    check "13 calls of xe and one for each SR-IOV network" is "$(grep -c '^xe ' "$standin/calls")" 17
    check "only lists and remaining-capacity" is "$(grep '^xe ' "$standin/calls" | grep -Ev '^xe ([a-z-]+-list params=[A-Za-z0-9_,-]+|network-sriov-param-get uuid=[0-9a-f-]+ param-name=remaining-capacity)$')" ""
    check "remaining capacities" is "$(cut -d- -f5 "$snapshot/xe/network-sriov-remaining-capacity.txt" | tr '\n' ' ')" "000000000102 3 000000000104 60 000000000204 61 000000000304 63 "
    check "six ports, 79 VFs" is "$(grep -c '/devices/.*/sriov_totalvfs:' "$snapshot/host/$one/sysfs.txt") $(grep -c '/bus/.*/virtfn[0-9]* -> ' "$snapshot/host/$one/sysfs.txt")" "6 79"
    check "sysfs is sorted by bytes" sort -c "$snapshot/host/$one/sysfs.txt"
    check "carrier of a port that is down is left out" is "$(grep -c 'eth3/\(carrier\|operstate\)' "$snapshot/host/$one/sysfs.txt")" 1
    check "no NVMe" says_nothing_of 0000:06:00.0/
    check "xe's layout is kept" is "$(head -n 2 "$snapshot/xe/vlan-list.txt")" "uuid ( RO)            : 06000000-0000-4000-8000-000000101100
      tagged-PIF ( RO): 04000000-0000-4000-8000-000000000101"
    check "of other-config only the keys named" is \
        "$(sed -n 's/^ *other-config (MRW): \(.\)/\1/p' "$snapshot/xe/vm-list.txt" "$snapshot/xe/pif-list.txt" | sort -u | tr '\n' '|')" \
        "management_purpose: management|pci: 0/0000:07:10.1|vfaudit:network: fast-sriov-30|"
    check "two empty lines after each record" is "$(grep -c '^$' "$snapshot/xe/vm-list.txt")" $((2 * $(grep -c '^uuid' "$snapshot/xe/vm-list.txt")))
    check "data from the guest OS is separate" is "$(grep -l os-version "$snapshot"/xe/*)" "$snapshot/xe/vm-guest-metrics-list.txt"
    check "the role, not the address" is "$(cat "$snapshot/host/$one/pool-role.txt")" master
    check "only parameters that concern SR-IOV" is "$(cat "$snapshot/host/$one/cmdline.txt")" "igb.max_vfs=0 pci=realloc"
    check "times of the driver files and the initrd" says "$snapshot/host/$one/stat.txt" "1777636800 0 /boot/initrd-4.19.0+1.img"
    check "the driver file unchanged" cmp "$standin/root/etc/modprobe.d/igb.conf" "$snapshot/host/$one/modprobe.d/igb.conf"

    test_of "$tried, the kernel log"
    cp "$work/pool/xen1/cmd/dmesg" "$work/dmesg"
    {
        echo "[    0.000000] Linux version 4.19.0+1"
        echo "[    2.100000] pci 0000:06:00.0: never-collected"
        echo "[    2.200000] pci 0000:07:11.7: unknown header type 7f, ignoring device"
        echo "[    2.300000] DMAR: [DMA Write] Request device [07:10.0] fault addr fee00000"
        echo "[    2.400000] pciback 0000:07:10.0: seizing device"
        awk 'BEGIN { for (i = 1; i <= 3000; i++) print "[ " 1000 + i ".0] ixgbe 0000:03:00.0 eth2: " i " Spoofed packets detected" }'
    } >"$work/pool/xen1/cmd/dmesg"
    collect "$tried" xen1 --host-only
    check_snapshot
    kept=$snapshot/host/$one/kernel-log.txt
    check "the first lines, the last, and a line that says what is cut" is "$(sed -n '1,4p; 500,502p; $p' "$kept" | cut -d' ' -f3- | sed 's/^ *//')" \
        "$(printf '%s\n' "0.000000] Linux version 4.19.0+1" "2.200000] pci 0000:07:11.7: unknown header type 7f, ignoring device" "2.300000] DMAR: [DMA Write] Request device [07:10.0] fault addr fee00000" "2.400000] pciback 0000:07:10.0: seizing device" "ixgbe 0000:03:00.0 eth2: 496 Spoofed packets detected" "1004 lines are cut here" "ixgbe 0000:03:00.0 eth2: 1501 Spoofed packets detected" "ixgbe 0000:03:00.0 eth2: 3000 Spoofed packets detected")"
    check "2000 lines" is "$(grep -vc '^#' "$kept")" 2000
    check "the manifest says it too" says "$snapshot/MANIFEST.tsv" "kernel-log: 1004 lines are cut from its middle"
    cp "$work/dmesg" "$work/pool/xen1/cmd/dmesg"

    test_of "$tried, --host-only"
    collect "$tried" xen2 --host-only
    check_snapshot
    check "no call of xe" is "$(grep -c '^xe ' "$standin/calls")" 0
    check "this host" is "$(ls "$snapshot/host")" "$two"
    check "a member" is "$(cat "$snapshot/host/$two/pool-role.txt")" slave

    test_of "$tried, --pool-only"
    collect "$tried" xen3 --pool-only
    check_snapshot
    check "no host" no_file "$snapshot/host"

    test_of "$tried, the coordinator is down"
    echo "Error: Connection refused (calling connect )" >"$work/pool/xen2/down"
    collect "$tried" xen2
    rm "$work/pool/xen2/down"
    check_snapshot
    check "prints why" says "$said" "xe failed, so the pool's lists are missing (is the coordinator down?): Error: Connection refused"
    check "only one call of xe" is "$(grep -c '^xe ' "$standin/calls")" 1
    check "the call that failed" is "$(row xe/pool-list)" 1
    check "the calls not made" is "$(row xe/vif-list) $(row xe/network-sriov-remaining-capacity)" "- -"
    check "this host's data is there" test -s "$snapshot/host/$two/sysfs.txt"

    test_of "$tried, commands that hang"
    printf 'vif-list 30\nlspci 30\n' >"$work/pool/xen1/slow"
    began=$(date +%s)
    collect "$tried" xen1 --timeout 1
    took=$(($(date +%s) - began))
    rm "$work/pool/xen1/slow"
    check_snapshot
    check "they are stopped" test $took -lt 15
    check "status 124" is "$(row xe/vif-list) $(row "host/$one/lspci")" "124 124"
    check "prints how many are missing" says "$said" "missing documents: 2 of $whole, listed in MANIFEST.tsv"

    test_of "$tried, an xapi without pci-list"
    mv "$work/pool/xe/pci.txt" "$work/pci.txt"
    collect "$tried" xen1
    mv "$work/pci.txt" "$work/pool/xe/pci.txt"
    check_snapshot
    check "a row with xe's status" is "$(row xe/pci-list)" 1

    test_of "$tried, interrupted"
    standin=$work/pool/xen1
    echo 'pif-list 30' >"$standin/slow"
    for signal in HUP:129 INT:130 TERM:143; do
        rm -f "$standin/calls"
        # Needs job control: without it a shell starts its jobs with INT ignored, which they cannot undo.
        # shellcheck disable=SC2016  # the inner shell's own $
        TMPDIR=$work/tmp VFAUDIT_STANDIN=$standin VFAUDIT_ROOT=$standin/root PATH=$here/bin:$plain_path \
            env --default-signal=INT bash -c 'set -m
                '"$tried"' "$1" >"$2" 2>/dev/null & pid=$!
                for _ in {1..100}; do grep -qs pif-list "$VFAUDIT_STANDIN/calls" && break; sleep 0.05; done
                kill -"$3" $pid; wait $pid' - "$collector" "$work/snapshot.tar" "${signal%:*}" 2>/dev/null
        check "${signal%:*} ends it" is $? "${signal#*:}"
        check "${signal%:*} leaves nothing in TMPDIR" empty_folder "$work/tmp"
        check "${signal%:*} leaves no archive" is "$(wc -c <"$work/snapshot.tar")" 0
    done
    rm "$standin/slow"

    test_of "$tried, not a dom0"
    mkdir -p "$work/pool/bare/root" "$work/bare"
    for tool in awk cat cut date find grep head id mkdir mktemp readlink rm sha256sum sort stat tail tar timeout tr uname; do
        ln -sf "$(command -v $tool)" "$work/bare/$tool"
    done
    for tool in dash bash busybox; do ln -sf "$(command -v $tool)" "$work/bare/$tool"; done
    kept=$plain_path plain_path=$work/bare here_kept=$here here=$work/nowhere
    collect "$tried" bare
    plain_path=$kept here=$here_kept
    check_snapshot
    check "prints so" says "$said" "not a dom0: /etc/xensource-inventory not found"
    check "a host without a name" is "$(ls "$snapshot/host")" -

    test_of "$tried, wrong usage"
    collect "$tried" xen1 --timeout 0
    check "status 64" is $status 64
    collect "$tried" xen1 --nonsense
    check "the message names the argument" says "$said" "unknown argument --nonsense"
    check "help" sh -c "$tried '$collector' --help | grep -q -- --host-only"
    IFS='|'
done
unset IFS

test_of "the xen-bugtool plugin"
plugin=$here/../../Examples/bugtool-plugin/vfaudit/stuff.xml
said_by_plugin=$(sed -n 's|^<command label="vfaudit-sysfs">\(.*\)</command>$|\1|p' "$plugin" |
    sed "s|/etc/xensource/bugtool/vfaudit/collect.sh|'$collector'|" | VFAUDIT_ROOT=$work/pool/xen1/root sh)
check "the same sysfs as in a snapshot" is "$said_by_plugin" "$(VFAUDIT_ROOT=$work/pool/xen1/root sh "$collector" --sysfs)"
check "it is not empty" test ${#said_by_plugin} -gt 10000

test_of "a terminal"
if command -v script >/dev/null; then
    check "no archive to a terminal" sh -c "script -qec 'sh \"$collector\"' /dev/null </dev/null | grep -q 'add > snapshot.tar'"
else
    skipped "a terminal: script is not installed"
fi

test_of "ssh"
if [ "$(id -u)" != 0 ] || ! [ -x /usr/sbin/sshd ] || ! unshare --mount --pid --uts --fork true 2>/dev/null; then
    skipped "ssh: needs root, openssh-server and namespaces"
else
    standin=$work/pool/xen1
    rm -rf "$standin/calls" "$snapshot" "$work/tmp"
    mkdir "$snapshot" "$work/tmp"
    "$here/dom0" prepare "$work/dom0" "$standin"
    ssh -F "$work/dom0/ssh_config.inetd" dom0 sh <"$collector" >"$work/snapshot.tar" 2>"$said"
    status=$?
    tar -C "$snapshot" -xf "$work/snapshot.tar"
    check_snapshot
    check "as many documents as without ssh" is "$(grep -vc '^#' "$snapshot/MANIFEST.tsv")" "$whole"
    check "the same sysfs" is "$(VFAUDIT_ROOT=$standin/root sh "$collector" --sysfs)" "$(cat "$snapshot/host/$one/sysfs.txt")"
    "$here/dom0" start "$work/dom0" >/dev/null
    check "a running daemon answers" ssh -F "$work/dom0/ssh_config" dom0 true
    "$here/dom0" stop "$work/dom0"
    check "the daemon can be stopped" sh -c "! ssh -F '$work/dom0/ssh_config' -o ConnectTimeout=2 dom0 true"
fi

test_of "shellcheck"
if command -v shellcheck >/dev/null; then
    for script in "$collector" "$0" "$here/build" "$here/dom0" "$here/bin/xe" "$here/bin/recorded"; do
        check "${script##*/}" shellcheck "$script"
    done
else
    skipped "shellcheck: not installed"
fi

echo "$passed checks passed, $failures failed"
[ $failures = 0 ]
