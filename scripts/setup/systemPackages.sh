#!/usr/bin/env bash
# Makes the system packages that building and testing need be there.
#   systemPackages.sh               everything
#   systemPackages.sh base build    only these groups: base, build, browser
#   systemPackages.sh -- PACKAGE…   exactly these packages
# Prints nothing on standard output. Touches the package manager only when something is missing.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

base=(acl ca-certificates curl debian-archive-keyring git openssh-client xz-utils)
# What code-server's native modules are compiled with.
build=(g++ libkrb5-dev make pkg-config python3)
# A CJK font, so that screenshots of the Chinese user interface show Chinese.
browser=(fonts-dejavu-core fonts-wqy-microhei)

browser_found() {
  local name
  for name in "${DOCKHOP_CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null; then return 0; fi
  done
  return 1
}

is_ubuntu() {
  grep -qs '^ID=ubuntu' /etc/os-release
}

# Ubuntu's chromium package only installs a snap, which needs a running snapd.
install_ubuntu_browser() {
  if command -v snap >/dev/null && snap version >/dev/null 2>&1; then
    say "installing the chromium snap"
    quietly snap install chromium && return 0
  fi
  give_up "a Chromium browser is missing, and Ubuntu has it only as a snap, which could not be installed here" \
    "install Chromium or Google Chrome, or set DOCKHOP_CHROMIUM to one"
}

is_installed() {
  [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Elsewhere than on Debian and Ubuntu nothing is installed: whatever cannot be found is named.
check_other_system() {
  local need absent=()
  for need in curl flock git g++ make python3 ssh ssh-keygen xz; do
    command -v "$need" >/dev/null || absent+=("$need")
  done
  [[ -e /usr/include/krb5.h || -e /usr/include/krb5/krb5.h ]] || absent+=("the Kerberos 5 headers (krb5.h)")
  browser_found || absent+=("a Chromium browser (or DOCKHOP_CHROMIUM)")
  if ((${#absent[@]})); then
    give_up "this is neither Debian nor Ubuntu, so nothing is installed here by itself; missing:" "${absent[@]/#/  }"
  fi
}

wanted=()
want_browser=no
if [[ "${1:-}" == -- ]]; then
  shift
  wanted=("$@")
else
  if (($# == 0)); then set -- base build browser; fi
  for group in "$@"; do
    case "$group" in
      base) wanted+=("${base[@]}") ;;
      build) wanted+=("${build[@]}") ;;
      browser)
        wanted+=("${browser[@]}")
        want_browser=yes
        ;;
      *) give_up "no such group of packages: $group" ;;
    esac
  done
fi

if ! command -v apt-get >/dev/null; then
  check_other_system
  exit 0
fi

if [[ "$want_browser" == yes ]] && ! browser_found; then
  if is_ubuntu; then install_ubuntu_browser; else wanted+=(chromium); fi
fi

absent=()
for package in "${wanted[@]}"; do
  is_installed "$package" || absent+=("$package")
done
if ((${#absent[@]} == 0)); then exit 0; fi

if ((EUID != 0)); then
  give_up "system packages are missing and only root can install them; run:" \
    "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${absent[*]}"
fi

mkdir -p "$cache_dir"
log="$cache_dir/system-packages.log"
say "installing ${absent[*]}"
export DEBIAN_FRONTEND=noninteractive
# Another package manager may be at work on a machine that has just started.
apt=(apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Acquire::Retries=3)
# A source that someone added and that cannot be reached must not stop us while Debian's own can be.
"${apt[@]}" update >"$log" 2>&1 </dev/null || say "apt-get update failed for some source; going on with the lists there are"
if ! "${apt[@]}" install -y --no-install-recommends "${absent[@]}" >>"$log" 2>&1 </dev/null; then
  tail -n 20 "$log" >&2
  give_up "apt-get could not install: ${absent[*]} (the whole log is $log)"
fi
