import type { PackageManager } from './packageManager.ts';

/**
 * apt-get(8). The exit status of `update` says nothing: one dead or rotated third-party repository
 * fails it, and the install still works. Where the install fails too, what was broken off is finished
 * first (dpkg(1), --configure), the lists are fetched anew, and at last only the distribution's own
 * list is asked. DPkg::Lock::Timeout does not cover the lock of the lists.
 * Nothing is ever removed for it, and dpkg stays in our process group (Dpkg::Use-Pty).
 */
export const aptManager: PackageManager = {
  name: 'apt-get',
  packages: ['openssh-server'],
  forEditor: {
    bash: ['bash'],
    tar: ['tar'],
    gzip: ['gzip'],
    'curl or wget': ['wget'],
    'libstdc++': ['libstdc++6'],
    procps: ['procps'],
    'ca-certificates': ['ca-certificates'],
  },
  script: `
apt() {
  apt-get -y -q -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 \\
    -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Dpkg::Use-Pty=false \\
    -o APT::Keep-Downloaded-Packages=false -o Dpkg::Options::=--force-confold "$@"
}
have_lists() {
  for list in /var/lib/apt/lists/*_Packages*; do
    if [ -e "$list" ]; then return 0; fi
  done
  return 1
}
drop_lists() { rm -rf /var/lib/apt/lists/*; }
update() {
  tries=0
  until apt "$@" update 2>&1 | never_says 'Could not get lock'; do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ]; then return 1; fi
    sleep 2
  done
}
add() { apt "$@" install --no-install-recommends --no-remove $wanted; }
finish_what_was_broken_off() {
  if [ -z "$(dpkg --audit 2>/dev/null)$(ls /var/lib/dpkg/updates 2>/dev/null)" ]; then return 1; fi
  echo 'dockhop: an installation was broken off here before; it is finished first'
  dpkg --force-confold --configure -a
  # By itself: together with packages that are wanted, apt-get(8) refuses what is unmet.
  apt "$@" install --fix-broken --no-install-recommends --no-remove
  add "$@"
}
from_distribution() {
  for list in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list.d/ubuntu.sources \\
    /etc/apt/sources.list; do
    if [ -s "$list" ]; then
      set -- -o "Dir::Etc::SourceList=$list" -o Dir::Etc::SourceParts=-
      update "$@"
      if add "$@"; then return 0; fi
    fi
  done
  return 1
}
install_packages() {
  wanted=$*
  export DEBIAN_FRONTEND=noninteractive
  if have_lists && add; then return 0; fi
  update
  add || finish_what_was_broken_off || from_distribution
}
`,
};
