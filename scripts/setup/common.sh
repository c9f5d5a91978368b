# shellcheck shell=bash
# Sourced by the files beside it: how they speak, and where they keep what they make.
# Results go to standard output, so every word for people goes to standard error.

# Kept outside the work tree, so that a fresh clone does not build everything again.
cache_dir="${DOCKHOP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/dockhop}"

say() {
  printf 'setup: %s\n' "$*" >&2
}

# Ends with what is missing and what to do about it.
give_up() {
  printf 'setup: %s\n' "$@" >&2
  exit 1
}

# Runs a command with its output on standard error, as standard output is for results.
quietly() {
  "$@" >&2
}

# Two scripts may set up the same machine at once; the later one waits and then finds the work done.
# Held until this process ends. Takes the lock's name.
wait_for_lock() {
  mkdir -p "$cache_dir"
  exec 9>"$cache_dir/$1.lock"
  if ! flock -n 9; then
    say "waiting for another run that is setting up $1"
    flock 9
  fi
}

# A folder to build in, beside where the result will be renamed to, so that nothing half-made is ever found there.
# Left-overs of killed runs are removed: the lock says that nobody is building.
new_build_dir() {
  rm -rf "$cache_dir/$1".building.*
  mktemp -d "$cache_dir/$1.building.XXXXXX"
}
