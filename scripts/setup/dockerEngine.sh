#!/usr/bin/env bash
# Makes sure that a Docker Engine answers on this machine, so that the lab can be built.
#
# Nothing happens where one answers already. On Debian and Ubuntu, as root, the engine is installed from
# the distribution's packages and started in the background when no init system has started it.
# Anywhere else this says what is missing and exits 1: installing an engine there is the person's decision.
set -euo pipefail

readonly socket=/var/run/docker.sock
readonly pid_file=/var/run/docker.pid
readonly log=/var/log/dockhop-dockerd.log
readonly start_seconds=60
# iptables, iproute2: the engine's and the lab's networks; debootstrap: the lab's base image without a registry,
# for which Ubuntu needs Debian's keys; openssh-client: the way into the lab
readonly packages=(docker.io iptables iproute2 debootstrap debian-archive-keyring openssh-client ca-certificates)

fail() {
  printf 'dockerEngine: %s\n' "$*" >&2
  exit 1
}

say() { printf 'dockerEngine: %s\n' "$*" >&2; }

engine_answers() { timeout 5 docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

is_debian_family() {
  local ID='' ID_LIKE=''
  # shellcheck source=/dev/null
  [[ -r /etc/os-release ]] && . /etc/os-release
  [[ " $ID $ID_LIKE " == *' debian '* ]]
}

installed() { [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]; }

# Any engine package will do where the person already has one; only the Debian one is ever installed.
install_missing_packages() {
  local package missing=()
  for package in "${packages[@]}"; do
    [[ "$package" == docker.io ]] && command -v dockerd >/dev/null && continue
    installed "$package" || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # An unrelated repository that cannot be refreshed must not stop the set-up: the install decides.
  apt-get update -qq || say 'some package lists could not be refreshed; going on'
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  # Newer releases have the command line in a package of its own.
  if ! command -v docker >/dev/null; then
    apt-get install -y -qq --no-install-recommends docker-cli >/dev/null
  fi
}

# The pid of this machine's dockerd, if it lives. Not by process name: the lab's hosts run engines of their
# own, whose processes are visible from here. By its program, because one that was killed keeps its name
# until it is reaped.
running_dockerd() {
  local pid
  pid="$(cat "$pid_file" 2>/dev/null)" || return 1
  [[ "$(readlink "/proc/$pid/exe")" == */dockerd ]] && printf '%s\n' "$pid"
}

# Sets $engine_pid, the process to watch while the engine comes up.
start_dockerd() {
  # One that still comes up is left to do so.
  engine_pid="$(running_dockerd)" && return
  # Leftovers of a killed engine make a new one refuse to start.
  rm -f "$pid_file" "$socket"
  say "starting dockerd (log: $log)"
  setsid dockerd >>"$log" 2>&1 </dev/null &
  engine_pid=$!
}

# An engine that ends while it starts is started again: right after its predecessor was killed, a dying
# containerd can still be in its way.
start_engine() {
  local engine_pid deadline=$((SECONDS + start_seconds))
  start_dockerd
  until engine_answers; do
    if ((SECONDS >= deadline)); then
      tail -n 20 "$log" >&2 || true
      fail "the engine did not answer on $socket within $start_seconds s; its last words are above"
    fi
    kill -0 "$engine_pid" 2>/dev/null || start_dockerd
    sleep 0.2
  done
}

if ! engine_answers; then
  [[ "$(uname -s)" == Linux ]] || fail 'no Docker Engine answers; start Docker Desktop or another engine, then try again'
  is_debian_family || fail 'no Docker Engine answers; install and start one with your package manager, then try again'
  [[ "$(id -u)" == 0 ]] || fail 'no Docker Engine answers; run this as root to install docker.io and start it, or do so yourself'
  install_missing_packages
  if [[ -d /run/systemd/system ]]; then
    systemctl start docker
  else
    start_engine
  fi
elif [[ "$(id -u)" == 0 ]] && is_debian_family; then
  install_missing_packages
fi
say "engine $(docker version --format '{{.Server.Version}}') answers"
