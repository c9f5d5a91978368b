#!/usr/bin/env bash
# Makes node_modules be what package-lock.json says: npm ci, but only when the lock or Node has changed.
# Expects a good node and npm on the PATH.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

stamp=node_modules/.dockhop-stamp
# By content, not by date: a fresh clone and a change of branch both give new dates.
wanted="$(sha256sum package.json package-lock.json) $(node --version)"

if [[ -f "$stamp" ]]; then
  if [[ "$(cat "$stamp")" == "$wanted" ]]; then exit 0; fi
elif [[ node_modules/.package-lock.json -nt package-lock.json ]]; then
  # Someone ran npm install by hand since the lock last changed: what they have is not taken from under them.
  printf '%s\n' "$wanted" >"$stamp"
  exit 0
fi
[[ -f package-lock.json ]] || give_up "package-lock.json is missing; run npm install once and commit it"

mkdir -p "$cache_dir"
log="$cache_dir/npm-ci.log"
say "npm ci"
if ! npm ci --no-audit --no-fund --loglevel=error >"$log" 2>&1 </dev/null; then
  head -n 20 "$log" >&2
  give_up "npm ci failed; the whole log is $log"
fi
printf '%s\n' "$wanted" >"$stamp"
