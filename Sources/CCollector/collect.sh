#!/bin/sh
# vfaudit's collector: writes down what a XenServer or XCP-ng host and its pool say about SR-IOV.
#
#     ssh root@xen1 sh < collect.sh > xen1.tar
#     ssh root@xen2 sh -s -- --host-only < collect.sh > xen2.tar
#
# It only reads. The archive is a vfaudit snapshot: plain text, MANIFEST.tsv, SHA256SUMS.
# It needs what dom0 has: a POSIX sh, coreutils, awk, tar, xe, ip, lspci, ethtool, modinfo.
#
# What is asked for is named, field by field and attribute by attribute. Nothing reads `*`: fields of
# the database hold secrets, and some attributes of some kernels kill whoever reads them.

# shellcheck disable=SC2317  # filters are called by the name in $filter
set -u

usage() {
    cat <<'END'
usage: sh collect.sh [--host-only | --pool-only] [--timeout SECONDS] [--progress] > snapshot.tar
       sh collect.sh --sysfs

Writes a vfaudit snapshot of this host and its pool as a tar archive to standard output.

  --host-only        this host's own words, not the pool's: for the second and further hosts
  --pool-only        the pool's words (xe), not this host's
  --timeout SECONDS  stop a command after this time (default: 60 for a list of xe, 20 for others)
  --progress         say each command on standard error (default: where that is a terminal)
  --until-eof        stop when standard input ends: for a caller that keeps it open and may go away
  --sysfs            print this host's sysfs lines as text, and nothing else
  --help             print this

Environment: TMPDIR is where the snapshot is put together (default /tmp). VFAUDIT_ROOT is put before
/sys, /proc, /etc and /boot, to read a copy of a host's files.

Exit status: 0 the archive was written, even where parts are missing (MANIFEST.tsv says which);
64 wrong usage; 69 a tool that everything needs is missing; 73 the archive could not be written.
END
}

say() {
    printf 'vfaudit: %s\n' "$*" >&2
}

fail() {
    status=$1
    shift
    say "$*"
    exit "$status"
}

# ---- Running commands and keeping what they say --------------------------------------------------

# Milliseconds; whole seconds where date knows no %N.
now() {
    stamp=$(date +%s%N)
    case $stamp in
    *[!0-9]*) stamp= ;;
    esac
    if [ ${#stamp} -ge 19 ]; then
        echo "${stamp%??????}"
    else
        echo "$(date +%s)000"
    fi
}

# record DOCUMENT STATUS MILLISECONDS COMMAND...: a row of the manifest; - is what nobody knows.
record() {
    case $1 in
    host/*) of=$host ;;
    *) of=- ;;
    esac
    name=$1 ended=$2 took=$3
    shift 3
    printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$of" "$ended" "$took" "$*" >>"$scratch/rows"
    [ "$ended" = 0 ] || missing=$((missing + 1))
    [ "$progress" = no ] || say "$name: exit status $ended after $took ms"
}

# note TEXT...: a comment in the manifest.
note() {
    printf '# %s\n' "$*" >>"$scratch/notes"
}

# run DOCUMENT FILTER SECONDS SHOWN COMMAND...: keeps what a command says, as FILTER leaves it.
#
# Unfiltered words never reach the disk. What a failed command had said is not kept. The command gets
# no standard input, since that may be this script. It runs in the background because a shell that
# waits in the foreground heeds no signal, and timeout takes its command out of the reach of ^C.
run() {
    document=$1 filter=$2 limit=$3 shown=$4
    shift 4
    case $document in
    */modprobe.d/*) file=$snapshot/$document ;;
    *) file=$snapshot/$document.txt ;;
    esac
    mkdir -p "${file%/*}"
    began=$(now)
    {
        timeout -k 5 "$limit" "$@" </dev/null 2>"$scratch/stderr" &
        echo $! >"$scratch/pid"
        wait $!
        echo $? >"$scratch/status"
    } | $filter >"$file" &
    wait $!
    rm -f "$scratch/pid"
    took=$(($(now) - began))
    read -r status <"$scratch/status"
    # Killed after a TERM that did not help, or by a timeout that knows no 124: it took too long.
    case $status in
    137 | 143) [ "$took" -lt "${limit}000" ] || status=124 ;;
    esac
    [ "$status" = 0 ] || rm -f "$file"
    record "$document" "$status" "$took" "$shown"
    [ "$status" = 0 ]
}

# ask NAME FILTER COMMAND...: keeps what a command says of this host.
ask() {
    name=$1 by=$2
    shift 2
    run "host/$host/$name" "$by" "$host_seconds" "$*" "$@"
}

# keep NAME FILTER PATH: keeps a file of this host. 1 MiB is more than any of them has.
keep() {
    if [ -f "$root$3" ]; then
        run "host/$host/$1" "$2" "$host_seconds" "$3" head -c 1048576 "$root$3"
    else
        record "host/$host/$1" - - "$3"
    fi
}

# ---- Filters: what of an answer is kept ----------------------------------------------------------

# Of each other-config the named keys; all other fields whole. A value may hold line feeds: whatever
# stands before the next field belongs to it.
other_config() {
    awk -v keys="$1" '
        BEGIN {
            count = split(keys, names, " ")
            for (i = 1; i <= count; i++) wanted[names[i]] = 1
        }
        /^ *[A-Za-z0-9_-]+ \([ SM]R[OW]\)( \[DEPRECATED\])? *: / {
            flush()
            inside = /^ *other-config /
            if (inside) text = $0; else print
            next
        }
        inside { text = text "\n" $0; next }
        { print }
        END { flush() }
        function flush(   blank, colon, n, parts, i, at, taken, kept) {
            if (!inside) return
            for (; sub(/\n$/, "", text); blank++);
            colon = index(text, "): ") + 2
            n = split(substr(text, colon + 1), parts, "; ")
            for (i = 1; i <= n; i++) {
                at = index(parts[i], ": ")
                # Without a key it belongs to the value before it.
                if (at > 0) taken = (substr(parts[i], 1, at - 1) in wanted)
                if (taken) kept = kept (kept == "" ? "" : "; ") parts[i]
            }
            print substr(text, 1, colon) kept
            for (; blank > 0; blank--) print ""
        }'
}

# pci: functions that were passed to a VM by hand. vfaudit:network: what the owner intends.
vm_keys() { other_config "pci vfaudit:network"; }

# management_purpose: storage or backup traffic that would be hit.
pif_keys() { other_config "management_purpose"; }

inventory_keys() {
    awk -F= '
        $1 ~ /^(PRODUCT|PLATFORM)_(BRAND|NAME|VERSION)$/ { print }
        $1 ~ /^((XEN|KERNEL)_VERSION|BUILD_NUMBER|INSTALLATION_UUID|MANAGEMENT_INTERFACE)$/ { print }'
}

# The words of the kernel's command line that bear on PCI, the IOMMU or a driver of this host.
cmdline_words() {
    awk -v drivers="$drivers" '
        BEGIN { count = split(drivers, names, " ") }
        {
            line = ""
            for (w = 1; w <= NF; w++) {
                wanted = $w ~ /^(pci|iommu|intel_iommu|amd_iommu|module_blacklist)(=|$)/ ||
                    $w ~ /^(modprobe\.blacklist=|xen-pciback\.|pciback\.|[A-Za-z0-9_-]+\.max_vfs=)/
                for (i = 1; i <= count; i++) if (index($w, names[i] ".") == 1) wanted = 1
                if (wanted) line = line (line == "" ? "" : " ") $w
            }
            print line
        }'
}

# Blocks of lspci whose class is a network controller: [02xx].
network_functions() {
    awk '/^[^ \t]/ { wanted = / \[02[0-9a-f][0-9a-f]\]: / } wanted'
}

xl_keys() {
    awk '$1 ~ /^(release|version|machine|virt_caps|xen_(major|minor|extra|version|caps|commandline))$/'
}

# The last thousand lines of the kernel's log about SR-IOV or a driver of this host.
sriov_log() {
    awk -v drivers="$drivers" '
        BEGIN { count = split(drivers, names, " ") }
        /[Ss][Rr]-?[Ii][Oo][Vv]|[^A-Za-z]VFs?[^A-Za-z]|max_vfs|[Ss]poof/ { print; next }
        {
            for (i = 1; i <= count; i++)
                if (index($0, " " names[i] " ") || index($0, " " names[i] ":")) { print; next }
        }' | tail -n 1000
}

# `slave:ADDRESS` says slave.
role() { awk -F: 'NR == 1 { print $1 }'; }

boot_time() { awk '$1 == "btime"'; }

# `1761900000 512 /etc/modprobe.d/igb.conf`, without VFAUDIT_ROOT before the path.
without_root() {
    awk -v length_of_root="${#root}" '{
        path = index($0, " /") + 1
        print substr($0, 1, path - 1) substr($0, path + length_of_root)
    }'
}

# ---- The pool's words ----------------------------------------------------------------------------

# list CLASS FIELDS [FILTER [COMMAND]]: one call of xe, however many objects there are.
list() {
    # shellcheck disable=SC2086  # words: the fields may stand on several lines
    set -- "$1" "${3:-cat}" xe "${4:-$1-list}" "params=$(echo $2 | tr ' ' ,)"
    document=xe/$1-list filter=$2
    shift 2
    if [ "$answers" = yes ]; then
        run "$document" "$filter" "$list_seconds" "$*" "$@"
    else
        record "$document" - - "$*"
        false
    fi
}

pool_words() {
    answers=yes
    if ! command -v xe >/dev/null 2>&1; then
        say "xe is not here: the pool's lists are missing"
        answers=no
    fi
    # restrictions say whether the licence has SR-IOV. other-config and gui-config are not asked for.
    if ! list pool "uuid name-label master ha-enabled restrictions" && [ "$answers" = yes ]; then
        # One call has shown that nobody answers; eleven more would each wait as long.
        answers=no
        why=$(head -n 1 "$scratch/stderr")
        [ "$status" != 124 ] || why="no answer in $list_seconds s"
        say "xe fails, is the pool's coordinator down? the pool's lists are missing: $why"
    fi
    list host "uuid name-label enabled software-version chipset-info address"
    list pif "
        uuid device MAC physical managed currently-attached MTU VLAN bond-slave-of
        sriov-physical-PIF-of sriov-logical-PIF-of management network-uuid host-uuid capabilities
        carrier vendor-id device-id device-name speed pci-bus-path other-config" pif_keys
    list network "uuid name-label MTU bridge tags default-locking-mode"
    list network-sriov "uuid physical-PIF logical-PIF requires-reboot"
    remaining_capacities
    list vlan "uuid tagged-PIF untagged-PIF tag"
    list bond "uuid master slaves mode"
    # other-config whole: a VIF that is moved by hand has to keep all of it (ethtool-*, mtu, …).
    # trunks is new; xe leaves out names that it does not know.
    list vif "
        uuid vm-uuid device MAC MTU currently-attached qos_algorithm_type qos_algorithm_params
        other-config network-uuid locking-mode ipv4-allowed ipv6-allowed trunks"
    # Not asked for, since they hold or may hold secrets: xenstore-data, platform, PV-args, NVRAM.
    list vm "
        uuid name-label is-a-template is-a-snapshot is-control-domain power-state domain-type
        HVM-boot-params resident-on affinity other-config ha-restart-priority tags reference-label" vm_keys
    # Guests write these themselves and could forge lines: apart from every field that decides.
    list vm-guest-metrics "uuid os-version" cat vm-list
    # recommendations hold allow-network-sriov.
    list template "uuid name-label recommendations reference-label"
    # From xapi 24.14 on; older ones say that they do not know the command.
    list pci "uuid vendor-name device-name driver-name host-uuid pci-id"
    note "xe/pif-list: of other-config only management_purpose is kept"
    note "xe/vm-list: of other-config only pci and vfaudit:network are kept"
}

# A list never shows this field, so it is asked for once for each SR-IOV network on a host.
remaining_capacities() {
    document=xe/network-sriov-remaining-capacity
    shown="xe network-sriov-param-get uuid=… param-name=remaining-capacity"
    if [ ! -f "$snapshot/xe/network-sriov-list.txt" ]; then
        record "$document" - - "$shown"
        return
    fi
    file=$snapshot/$document.txt
    : >"$file"
    began_all=$(now)
    # shellcheck disable=SC2013  # words are wanted: uuids
    for uuid in $(awk "$is_uuid"' $1 == "uuid" && is_uuid($NF) { print $NF }' \
        "$snapshot/xe/network-sriov-list.txt"); do
        capacity "$uuid" >>"$file"
    done
    record "$document" 0 $(($(now) - began_all)) "$shown"
}

# `UUID NUMBER`; <unknown>, as xe itself says it, where there is no answer.
capacity() {
    timeout -k 5 "$host_seconds" xe network-sriov-param-get "uuid=$1" param-name=remaining-capacity \
        </dev/null 2>/dev/null >"$scratch/capacity" &
    echo $! >"$scratch/pid"
    if wait $!; then
        read -r value <"$scratch/capacity"
    else
        value="<unknown>"
    fi
    rm -f "$scratch/pid"
    echo "$1 $value"
}

# shellcheck disable=SC2016  # awk's own $
is_uuid='function is_uuid(text,   part) {
    return text !~ /[^0-9a-f-]/ && split(text, part, "-") == 5 && length(part[1]) == 8 &&
        length(part[2] part[3] part[4]) == 12 && length(part[5]) == 12 && length(text) == 36
}'

# ---- This host's words ---------------------------------------------------------------------------

host_words() {
    sysfs_document=host/$host/sysfs
    mkdir -p "$snapshot/host/$host"
    began=$(now)
    sysfs | sort >"$snapshot/$sysfs_document.txt"
    record "$sysfs_document" 0 $(($(now) - began)) "/sys/class/net /sys/bus/pci/devices"
    ports <"$snapshot/$sysfs_document.txt" >"$scratch/ports"
    drivers=$(awk 'NF > 1 { print $2 }' "$scratch/ports" | sort -u | tr '\n' ' ')

    ask ip-link cat ip -d link show
    ask lspci network_functions lspci -Dvvnn
    for driver in $drivers; do
        ask "modinfo-$driver" cat modinfo "$driver"
    done
    while read -r interface _; do
        ask "ethtool-i-$interface" cat ethtool -i "$interface"
    done <"$scratch/ports"
    ask xl-info xl_keys xl info
    ask uname cat uname -srvm
    ask kernel-log sriov_log dmesg
    keep cmdline cmdline_words /proc/cmdline
    keep boot-time boot_time /proc/stat
    keep inventory inventory_keys /etc/xensource-inventory
    keep pool-role role /etc/xensource/pool.conf
    driver_files
    note "host/$host: of lspci, xl-info, kernel-log, cmdline, boot-time, inventory and pool-role only" \
        "what bears on SR-IOV or names the product is kept"
}

# /etc/modprobe.d, and the times of its files beside that of the initrd: a younger file has not
# reached the initrd. igb.conf.rpmnew and the like are named, not read.
driver_files() {
    set --
    for path in "$root"/etc/modprobe.d/* "$root/boot/initrd-$(uname -r).img"; do
        [ -f "$path" ] || continue
        set -- "$@" "$path"
        case ${path##*/} in
        *[!A-Za-z0-9_.+-]*) ;;
        *.conf) keep "modprobe.d/${path##*/}" cat "${path#"$root"}" ;;
        esac
    done
    if [ $# -gt 0 ]; then
        # shellcheck disable=SC2016  # what a reader would type
        run "host/$host/stat" without_root "$host_seconds" \
            'stat -c "%Y %s %n" /etc/modprobe.d/* /boot/initrd-$(uname -r).img' stat -c "%Y %s %n" "$@"
    fi
}

# `NAME DRIVER` of each interface on a PCI function that is no VF, from the sysfs document.
ports() {
    awk -F/ '
        $4 != "net" || $5 ~ /[^A-Za-z0-9_.-]/ { next }
        NF == 6 && $6 ~ /^device -> [0-9a-f]+:[0-9a-f]+:[0-9a-f]+\.[0-7]$/ { found[$5] = "" }
        $7 ~ /^driver -> [A-Za-z0-9_-]+$/ && ($5 in found) { found[$5] = substr($7, 11) }
        $7 ~ /^physfn -> / { delete found[$5] }
        END { for (name in found) print name, found[name] }' | sort
}

# The sysfs document, unsorted: the attributes and links named here and nothing else.
sysfs() {
    for folder in "$root"/sys/class/net/*; do
        [ -L "$folder/device" ] || [ -d "$folder/device" ] || continue
        attributes "$folder" address carrier mtu operstate
        links "$folder" device master
        pci_function "$folder/device"
    done
    for folder in "$root"/sys/bus/pci/devices/*; do
        attribute "$folder/class" || value=
        case $value in
        0x02*) ;;
        *) [ -L "$folder/physfn" ] || continue ;;
        esac
        pci_function "$folder"
    done
}

pci_function() {
    attributes "$1" class device sriov_drivers_autoprobe sriov_numvfs sriov_offset sriov_stride \
        sriov_totalvfs sriov_vf_device vendor
    links "$1" driver physfn
    for link in "$1"/virtfn*; do
        links "$1" "${link##*/}"
    done
}

# The first line of a file as $value; false where it cannot be read (carrier, when a port is down).
attribute() {
    [ -f "$1" ] && [ ! -L "$1" ] || return 1
    value=
    { IFS= read -r value <"$1"; } 2>/dev/null || [ -n "$value" ]
}

attributes() {
    in=$1
    shift
    for name; do
        if attribute "$in/$name"; then
            printf '%s:%s\n' "${in#"$root"}/$name" "$value"
        fi
    done
}

# A link is told by the last component of its target.
links() {
    in=$1
    shift
    for name; do
        if [ -L "$in/$name" ]; then
            target=$(readlink "$in/$name")
            printf '%s -> %s\n' "${in#"$root"}/$name" "${target##*/}"
        fi
    done
}

# ---- The whole -----------------------------------------------------------------------------------

# A session without a terminal is not told when its other end has gone; its standard input is. Only
# builtins: whoever ends this leaves nothing. It must hold neither stdout nor stderr open.
watch_stdin() {
    exec 3<&0
    {
        while read -r _ <&3; do :; done
        kill -s HUP $$
    } >/dev/null 2>&1 &
    watcher=$!
    exec 3<&-
}

clean_up() {
    [ -z "$watcher" ] || kill "$watcher" 2>/dev/null
    if [ -s "$scratch/pid" ]; then
        read -r running <"$scratch/pid"
        kill "$running" 2>/dev/null
        wait
    fi
    rm -rf "$work"
}

write_archive() {
    {
        printf '# vfaudit snapshot 1\t%s\n' "$captured_at"
        cat "$scratch/notes"
        sort "$scratch/rows"
    } >"$snapshot/MANIFEST.tsv"
    cd "$snapshot" || return
    find MANIFEST.tsv xe host -type f 2>/dev/null | sort >"$scratch/files"
    # No name holds a blank: the names of documents are checked where they are made.
    # shellcheck disable=SC2046
    sha256sum $(cat "$scratch/files") >SHA256SUMS && echo SHA256SUMS >>"$scratch/files" &&
        tar -cf - -T "$scratch/files"
    written=$?
    cd / || return
    return $written
}

read_arguments() {
    parts="pool host" progress=no watching=no watcher="" list_seconds=60 host_seconds=20
    [ ! -t 2 ] || progress=yes
    while [ $# -gt 0 ]; do
        case $1 in
        --host-only) parts=host ;;
        --pool-only) parts=pool ;;
        --timeout=*) seconds "${1#*=}" ;;
        --timeout)
            seconds "${2-}"
            shift
            ;;
        --progress) progress=yes ;;
        --until-eof) watching=yes ;;
        --sysfs) parts=sysfs ;;
        --help)
            usage
            exit 0
            ;;
        *) fail 64 "unknown argument $1: see --help" ;;
        esac
        shift
    done
}

seconds() {
    case $1 in
    "" | 0* | *[!0-9]* | ?????*) fail 64 "--timeout wants a number of seconds from 1 to 9999" ;;
    esac
    list_seconds=$1 host_seconds=$1
}

main() {
    read_arguments "$@"
    # ssh gives a short PATH.
    PATH=$PATH:/opt/xensource/bin:/usr/sbin:/sbin
    LC_ALL=C
    export PATH LC_ALL
    unset CDPATH
    root=${VFAUDIT_ROOT-}
    root=${root%/}
    if [ "$parts" = sysfs ]; then
        sysfs | sort
        exit
    fi
    [ ! -t 1 ] || fail 64 "this would write an archive to the terminal: add > snapshot.tar"
    for tool in awk date find mktemp readlink sha256sum sort stat tar timeout; do
        command -v $tool >/dev/null 2>&1 || fail 69 "$tool is not here, and nothing goes without it"
    done

    umask 077
    work=$(mktemp -d "${TMPDIR:-/tmp}/vfaudit.XXXXXX") || fail 73 "no folder for the snapshot: set TMPDIR"
    snapshot=$work/snapshot scratch=$work/scratch
    trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 141' PIPE
    trap 'exit 143' TERM
    [ "$watching" = no ] || watch_stdin
    mkdir "$snapshot" "$scratch"
    : >"$scratch/rows"
    : >"$scratch/notes"
    captured_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    missing=0

    [ "$(id -u)" = 0 ] || say "not root: xe and lspci will say little"
    inventory=$root/etc/xensource-inventory host=
    if [ -f "$inventory" ]; then
        host=$(tr -d "'\"" <"$inventory" |
            awk -F= "$is_uuid"' $1 == "INSTALLATION_UUID" && is_uuid(tolower($2)) { print tolower($2) }')
    else
        say "not a dom0: /etc/xensource-inventory is not here"
    fi
    host=${host:--}
    case $parts in *pool*) pool_words ;; esac
    case $parts in *host*) host_words ;; esac
    write_archive || fail 73 "the archive could not be written"
    rows=$(grep -c . "$scratch/rows")
    [ "$missing" = 0 ] || say "$missing of $rows documents are missing: MANIFEST.tsv says which"
}

# In one line, and last: a script that was cut short on its way here does nothing, and nothing more
# is read from standard input.
main "$@"; exit
