import type { PackageManager } from './packageManager.ts';

/**
 * zypper(8). Statuses over 100 tell something of an installation that was done: repositories were
 * passed over (106), a restart is advised (102, 103), a script of a package failed (107).
 */
export const zypperManager: PackageManager = {
  name: 'zypper',
  packages: ['openssh'],
  forEditor: {
    bash: ['bash'],
    tar: ['tar'],
    gzip: ['gzip'],
    'curl or wget': ['wget'],
    'libstdc++': ['libstdc++6'],
    procps: ['procps'],
    'ca-certificates': ['ca-certificates', 'ca-certificates-mozilla'],
  },
  script: `
export ZYPP_LOCK_TIMEOUT=120
have_lists() {
  for list in /var/cache/zypp/raw/*; do
    if [ -e "$list" ]; then return 0; fi
  done
  return 1
}
drop_lists() { zypper -q --non-interactive clean --all; }
add() {
  zypper --non-interactive install --no-recommends "$@"
  case $? in
    0 | 102 | 103 | 106 | 107) return 0 ;;
    *) return 1 ;;
  esac
}
install_packages() {
  if add "$@"; then return 0; fi
  zypper --non-interactive refresh
  add "$@"
}
`,
};
