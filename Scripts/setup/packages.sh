#!/usr/bin/env bash
# Installs the Debian packages that are missing: packages.sh build|test…
set -euo pipefail

build=(libpq-dev zlib1g-dev libsqlite3-dev libphonenumber-dev libqrencode-dev tzdata)
test=(postgresql-15 postgresql-contrib chromium wrk python3-venv msmtp pandoc weasyprint libfaketime libreoffice-writer-nogui poppler-utils)

missing=()
for group in "$@"; do
    case "$group" in
        build) wanted=("${build[@]}") ;;
        test) wanted=("${test[@]}") ;;
        *) echo "unknown group of packages: $group" >&2; exit 2 ;;
    esac
    for package in "${wanted[@]}"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q "ok installed" || missing+=("$package")
    done
done
[ "${#missing[@]}" -eq 0 ] && exit 0

echo "Installing: ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
# No cluster of the machine's own is started: tests make theirs.
"${as_root[@]}" apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
