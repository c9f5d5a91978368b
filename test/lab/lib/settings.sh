# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the files that source this one
# What every part of the lab agrees on: where its state is, how it labels what it owns, the settings it chose.

set -euo pipefail

lab_source="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
lab_dir="$(realpath -m "${DOCKHOP_LAB_DIR:-$lab_source/../../.lab}")"
lab_settings="$lab_dir/lab.env"

# Everything the lab makes in the local engine carries this label; removal goes by it and by nothing else.
lab_label=dockhop.lab
lab_prefix=dockhop-lab

# On the edge network too, with ports published on 127.0.0.1.
edge_machines=(jump jump-strict doors)
engine_machines=(gpu1 gpu2 gpu3 gpu4)
machines=("${edge_machines[@]}" "${engine_machines[@]}" fake)
# The engines inside the machines, named after whom they belong to where that is one person.
# A number is the version of an engine from a later Debian; inside its machine it is called the same without.
lab_engines=(docker bob podman peggy docker26 bob26 podman5 peggy5)

say() { printf 'lab: %s\n' "$*" >&2; }

fail() {
  printf 'lab: %s\n' "$*" >&2
  exit 1
}

machine_of_engine() {
  case $1 in
    docker | bob) echo gpu1 ;;
    podman | peggy) echo gpu2 ;;
    docker26 | bob26) echo gpu3 ;;
    podman5 | peggy5) echo gpu4 ;;
    *) fail "no engine named $1" ;;
  esac
}

name_inside() { echo "${1%%[0-9]*}"; }

require_tools() {
  local tool
  for tool in docker ip flock ssh ssh-keygen; do
    command -v "$tool" >/dev/null || fail "$tool is missing; scripts/setup/dockerEngine.sh installs what the lab needs"
  done
  docker version >/dev/null 2>&1 || fail 'no Docker Engine answers; run scripts/setup/dockerEngine.sh'
  [[ "$(id -u)" == 0 ]] || fail 'run as root: the lab adds a route that keeps its addresses out of reach'
  # ssh splits a ProxyCommand at spaces, and the lab's config is written as a person would write it.
  [[ "$lab_dir" =~ ^[A-Za-z0-9@%+=:,./_-]+$ ]] || fail "$lab_dir has characters that need quoting; set DOCKHOP_LAB_DIR"
}

# One `up` or `down` at a time.
lock_lab() {
  mkdir -p "$lab_dir"
  exec {lab_lock}>"$lab_dir/lock"
  flock -w 600 "$lab_lock" || fail 'another up or down has been running for 10 minutes'
}

# wait_until COMMAND...: waits until the command succeeds, at most 60 s.
wait_until() {
  local deadline=$((SECONDS + 60))
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# Runs every given command at once; fails if any of them did.
in_parallel() {
  local command pids=() failed=0
  for command in "$@"; do
    # shellcheck disable=SC2086 # a function and its arguments, none of which has spaces
    $command &
    pids+=("$!")
  done
  for command in "${pids[@]}"; do wait "$command" || failed=1; done
  return "$failed"
}
