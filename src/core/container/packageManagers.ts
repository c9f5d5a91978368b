/** How one package manager installs an SSH server. */
export interface PackageManager {
  /** Its command, by which it is found. */
  readonly name: string;
  readonly packages: readonly string[];
  /**
   * POSIX sh: defines `install_packages`, which is given the packages and returns its success. What
   * it prints is shown to the person. Constant text.
   */
  readonly script: string;
}

/**
 * apt-get(8). The exit status of `update` says nothing: one dead or rotated third-party repository
 * fails it, and the install still works. Where the install fails too, only the distribution's own
 * list is asked. Lists are fetched only if there are none or they are stale, and removed again
 * (80 MB) where there were none before.
 */
const apt: PackageManager = {
  name: 'apt-get',
  packages: ['openssh-server'],
  script: `
apt() {
  apt-get -y -q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 \\
    -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 \\
    -o APT::Keep-Downloaded-Packages=false -o Dpkg::Options::=--force-confold "$@"
}
have_lists() {
  for list in /var/lib/apt/lists/*_Packages*; do
    if [ -e "$list" ]; then return 0; fi
  done
  return 1
}
add() { apt "$@" install --no-install-recommends $packages; }
from_distribution() {
  for list in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/ubuntu.sources \\
    /etc/apt/sources.list; do
    if [ -s "$list" ]; then
      set -- -o "Dir::Etc::SourceList=$list" -o Dir::Etc::SourceParts=-
      apt "$@" update
      if add "$@"; then return 0; fi
    fi
  done
  return 1
}
install_packages() {
  packages=$*
  export DEBIAN_FRONTEND=noninteractive
  if have_lists; then
    if add; then return 0; fi
    apt update
    if add; then return 0; fi
    from_distribution
    return
  fi
  apt update
  add || from_distribution
  status=$?
  rm -rf /var/lib/apt/lists/*
  return "$status"
}
`,
};

/** In the order in which they are preferred. Another one is another row. */
export const packageManagers: readonly PackageManager[] = [apt];
