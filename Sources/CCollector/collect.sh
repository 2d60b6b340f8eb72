#!/bin/sh
# vfaudit's collector: captures the SR-IOV data of a XenServer or XCP-ng host and its pool.
#
#     ssh root@xen1 sh < collect.sh > xen1.tar
#     ssh root@xen2 sh -s -- --host-only < collect.sh > xen2.tar
#
# It only reads. The archive is a vfaudit snapshot: plain text, MANIFEST.tsv, SHA256SUMS.
# It needs only tools of dom0: a POSIX sh, coreutils, awk, tar, xe, ip, lspci, ethtool, modinfo.
#
# Each field and each attribute is requested by its name, never with `*`: some fields of the database
# contain secrets, and on some kernels reading certain attributes kills the reading process.

# shellcheck disable=SC2317  # filters are called through $filter
set -u

usage() {
    cat <<'END'
usage: sh collect.sh [--host-only | --pool-only] [--timeout SECONDS] [--progress] > snapshot.tar
       sh collect.sh --sysfs

Writes a vfaudit snapshot of this host and its pool to standard output, as a tar archive.

  --host-only        collect only this host's data: for the second and further hosts of a pool
  --pool-only        collect only the pool's data (xe)
  --timeout SECONDS  stop each command after this time (default: 60 for xe lists, 20 for others)
  --progress         show each command on standard error (default if that is a terminal)
  --until-eof        stop when standard input ends: for a caller that keeps it open
  --sysfs            print only this host's sysfs lines, as text
  --help             print this help

Environment: TMPDIR is the folder for temporary files (default /tmp). VFAUDIT_ROOT is a prefix for
/sys, /proc, /etc and /boot, to read a copy of a host's files.

Exit status: 0 the archive was written, even if documents are missing (MANIFEST.tsv lists them);
64 wrong usage; 69 a required tool is missing; 73 the archive could not be written.
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

# ---- Running commands and keeping their output ---------------------------------------------------

# The time in milliseconds; in whole seconds if date does not support %N.
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

# record DOCUMENT STATUS MILLISECONDS COMMAND...: adds a row to the manifest; - means unknown.
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

# note TEXT...: adds a comment to the manifest.
note() {
    printf '# %s\n' "$*" >>"$scratch/notes"
}

# run DOCUMENT FILTER SECONDS SHOWN COMMAND...: keeps the output of a command, filtered by FILTER.
#
# Unfiltered output is never written to disk, and output of a failed command is not kept. The command
# gets no standard input, since that may be this script. It runs in the background, because a shell
# that waits in the foreground handles no signals, and ^C does not reach a command run by timeout.
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
    # Killed because it ignored TERM, or by a timeout without status 124: the command timed out.
    case $status in
    137 | 143) [ "$took" -lt "${limit}000" ] || status=124 ;;
    esac
    [ "$status" = 0 ] || rm -f "$file"
    record "$document" "$status" "$took" "$shown"
    [ "$status" = 0 ]
}

# ask NAME FILTER COMMAND...: keeps the output of a command about this host.
ask() {
    name=$1 by=$2
    shift 2
    run "host/$host/$name" "$by" "$host_seconds" "$*" "$@"
}

# keep NAME FILTER PATH: keeps a file of this host. All these files are much smaller than 1 MiB.
keep() {
    if [ -f "$root$3" ]; then
        run "host/$host/$1" "$2" "$host_seconds" "$3" head -c 1048576 "$root$3"
    else
        record "host/$host/$1" - - "$3"
    fi
}

# ---- Filters: which parts of the output are kept -------------------------------------------------

# Keeps only the given keys of each other-config, and all other fields completely. A value may contain
# line feeds, so all lines before the next field belong to it.
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
                # A part without a key belongs to the value before it.
                if (at > 0) taken = (substr(parts[i], 1, at - 1) in wanted)
                if (taken) kept = kept (kept == "" ? "" : "; ") parts[i]
            }
            print substr(text, 1, colon) kept
            for (; blank > 0; blank--) print ""
        }'
}

# pci: functions passed to a VM manually. vfaudit:network: the network that the owner intends.
vm_keys() { other_config "pci vfaudit:network"; }

# management_purpose: storage or backup traffic that a change would affect.
pif_keys() { other_config "management_purpose"; }

inventory_keys() {
    awk -F= '
        $1 ~ /^(PRODUCT|PLATFORM)_(BRAND|NAME|VERSION)$/ { print }
        $1 ~ /^((XEN|KERNEL)_VERSION|BUILD_NUMBER|INSTALLATION_UUID|MANAGEMENT_INTERFACE)$/ { print }'
}

# The kernel parameters that concern PCI, the IOMMU or a driver of this host.
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

# The lspci blocks of network controllers: class [02xx].
network_functions() {
    awk '/^[^ \t]/ { wanted = / \[02[0-9a-f][0-9a-f]\]: / } wanted'
}

xl_keys() {
    awk '$1 ~ /^(release|version|machine|virt_caps|xen_(major|minor|extra|version|caps|commandline))$/'
}

# Lines of the kernel log about network functions: those that name an address on the bus of such a
# function (a VF that could not be created has no name in sysfs), a driver of one, the IOMMU or SR-IOV,
# and the banner of a boot. The first 500 and the last 1500 of them: what a boot said about VFs is
# kept while a complaint is repeated for days.
function_log() {
    awk -v drivers="$drivers pciback xen-pciback" -v cut="$scratch/cut" '
        BEGIN {
            count = split(drivers, names, " ")
            for (i = 1; i <= count; i++) name[names[i]] = 1
            first = 500
            last = 1500
        }
        FILENAME == ARGV[1] {
            split($0, parts, "/")
            if (parts[4] == "pci" && split(parts[6], address, ":") == 3) bus[address[2]] = 1
            if (parts[7] ~ /^driver -> /) name[substr(parts[7], 11)] = 1
            next
        }
        wanted($0) {
            if (++kept <= first) print; else later[kept % last] = $0
        }
        END {
            from = first + 1
            if (kept - last > first) {
                from = kept - last + 1
                print "# vfaudit: " kept - last - first " lines are cut here"
                print kept - last - first >cut
            }
            for (i = from; i <= kept; i++) print later[i % last]
        }
        function wanted(line,   driver) {
            if (line ~ /[Ss][Rr]-?[Ii][Oo][Vv]|[^A-Za-z]VFs?[^A-Za-z]|max_vfs|[Ss]poof|Linux version /)
                return 1
            for (driver in name)
                if (index(line, " " driver " ") || index(line, " " driver ":")) return 1
            while (match(line, /[0-9a-f]+:[0-9a-f][0-9a-f]\.[0-7]/)) {
                if (substr(line, RSTART, index(substr(line, RSTART), ":") - 1) in bus) return 1
                line = substr(line, RSTART + RLENGTH)
            }
            return 0
        }' "$snapshot/$sysfs_document.txt" -
}

# `slave:ADDRESS` becomes `slave`.
role() { awk -F: 'NR == 1 { print $1 }'; }

boot_time() { awk '$1 == "btime"'; }

# `1761900000 512 /etc/modprobe.d/igb.conf`: removes VFAUDIT_ROOT from the path.
without_root() {
    awk -v length_of_root="${#root}" '{
        path = index($0, " /") + 1
        print substr($0, 1, path - 1) substr($0, path + length_of_root)
    }'
}

# ---- The pool's data -----------------------------------------------------------------------------

# list CLASS FIELDS [FILTER [COMMAND]]: one call of xe, for any number of objects.
list() {
    # shellcheck disable=SC2086  # word splitting is wanted: fields may be on several lines
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

pool_data() {
    answers=yes
    if ! command -v xe >/dev/null 2>&1; then
        say "xe not found: the pool's lists are missing"
        answers=no
    fi
    # restrictions show whether the licence covers SR-IOV. other-config and gui-config are left out.
    if ! list pool "uuid name-label master ha-enabled restrictions" && [ "$answers" = yes ]; then
        # xapi does not answer; each of eleven more calls would wait as long.
        answers=no
        why=$(head -n 1 "$scratch/stderr")
        [ "$status" != 124 ] || why="no answer in $list_seconds s"
        say "xe failed, so the pool's lists are missing (is the coordinator down?): $why"
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
    # The whole other-config: a VIF that is recreated manually needs all of it (ethtool-*, mtu, …).
    # trunks is new; xe ignores field names that it does not know.
    list vif "
        uuid vm-uuid device MAC MTU currently-attached qos_algorithm_type qos_algorithm_params
        other-config network-uuid locking-mode ipv4-allowed ipv6-allowed trunks"
    # Not requested, since they may contain secrets: xenstore-data, platform, PV-args, NVRAM.
    list vm "
        uuid name-label is-a-template is-a-snapshot is-control-domain power-state domain-type
        HVM-boot-params resident-on affinity other-config ha-restart-priority tags reference-label" vm_keys
    # The guest OS writes this field and could forge lines in it, so it has a document of its own.
    list vm-guest-metrics "uuid os-version" cat vm-list
    # recommendations contains allow-network-sriov.
    list template "uuid name-label recommendations reference-label"
    # A snapshot with memory keeps attached VIFs, and vm-list does not list it.
    list snapshot "uuid"
    # Available from xapi 24.14 on; on older versions the command is unknown.
    list pci "uuid vendor-name device-name driver-name host-uuid pci-id"
    note "xe/pif-list: other-config is reduced to management_purpose"
    note "xe/vm-list: other-config is reduced to pci and vfaudit:network"
}

# Lists never show this field, so it is requested once for each SR-IOV network on a host.
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
    # shellcheck disable=SC2013  # words are wanted here: uuids
    for uuid in $(awk "$is_uuid"' $1 == "uuid" && is_uuid($NF) { print $NF }' \
        "$snapshot/xe/network-sriov-list.txt"); do
        capacity "$uuid" >>"$file"
    done
    record "$document" 0 $(($(now) - began_all)) "$shown"
}

# `UUID NUMBER`, or `UUID <unknown>`, as xe itself prints it, if there is no answer.
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

# ---- This host's data ----------------------------------------------------------------------------

host_data() {
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
    ask kernel-log function_log dmesg
    if [ -s "$scratch/cut" ]; then
        note "host/$host/kernel-log: $(cat "$scratch/cut") lines are cut from its middle"
    fi
    keep cmdline cmdline_words /proc/cmdline
    keep boot-time boot_time /proc/stat
    keep inventory inventory_keys /etc/xensource-inventory
    keep pool-role role /etc/xensource/pool.conf
    driver_files
    note "host/$host: lspci, xl-info, kernel-log, cmdline, boot-time, inventory and pool-role are" \
        "reduced to what concerns SR-IOV or names the product"
}

# /etc/modprobe.d, and the times of its files and of the initrd: a file newer than the initrd is not
# in it yet. Files such as igb.conf.rpmnew are listed, but not read.
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
        # shellcheck disable=SC2016  # the command as a user would type it
        run "host/$host/stat" without_root "$host_seconds" \
            'stat -c "%Y %s %n" /etc/modprobe.d/* /boot/initrd-$(uname -r).img' stat -c "%Y %s %n" "$@"
    fi
}

# `NAME DRIVER` of each interface on a PCI function that is not a VF, from the sysfs document.
ports() {
    awk -F/ '
        $4 != "net" || $5 ~ /[^A-Za-z0-9_.-]/ { next }
        NF == 6 && $6 ~ /^device -> [0-9a-f]+:[0-9a-f]+:[0-9a-f]+\.[0-7]$/ { found[$5] = "" }
        $7 ~ /^driver -> [A-Za-z0-9_-]+$/ && ($5 in found) { found[$5] = substr($7, 11) }
        $7 ~ /^physfn -> / { delete found[$5] }
        END { for (name in found) print name, found[name] }' | sort
}

# The sysfs document, unsorted: only the attributes and links named here.
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

# Reads the first line of a file into $value; false if that fails (carrier, when a port is down).
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

# A link is shown by the last component of its target.
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

# ---- Main ----------------------------------------------------------------------------------------

# A session without a terminal gets no signal when the connection ends, but its standard input ends.
# Uses only builtins, so that killing it leaves no process, and keeps neither stdout nor stderr open.
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
    # No name contains a blank: document names are checked where they are created.
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
    "" | 0* | *[!0-9]* | ?????*) fail 64 "--timeout needs a number of seconds from 1 to 9999" ;;
    esac
    list_seconds=$1 host_seconds=$1
}

main() {
    read_arguments "$@"
    # The PATH of an ssh session is short.
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
    [ ! -t 1 ] || fail 64 "standard output is a terminal: add > snapshot.tar"
    for tool in awk date find mktemp readlink sha256sum sort stat tar timeout; do
        command -v $tool >/dev/null 2>&1 || fail 69 "$tool not found, but it is required"
    done

    umask 077
    work=$(mktemp -d "${TMPDIR:-/tmp}/vfaudit.XXXXXX") || fail 73 "no temporary folder: set TMPDIR"
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

    [ "$(id -u)" = 0 ] || say "not root: xe and lspci return incomplete data"
    inventory=$root/etc/xensource-inventory host=
    if [ -f "$inventory" ]; then
        host=$(tr -d "'\"" <"$inventory" |
            awk -F= "$is_uuid"' $1 == "INSTALLATION_UUID" && is_uuid(tolower($2)) { print tolower($2) }')
    else
        say "not a dom0: /etc/xensource-inventory not found"
    fi
    host=${host:--}
    case $parts in *pool*) pool_data ;; esac
    case $parts in *host*) host_data ;; esac
    write_archive || fail 73 "the archive could not be written"
    rows=$(grep -c . "$scratch/rows")
    [ "$missing" = 0 ] || say "missing documents: $missing of $rows, listed in MANIFEST.tsv"
}

# On one line, and last: a truncated copy of this script then does nothing, and nothing more is read
# from standard input.
main "$@"; exit
