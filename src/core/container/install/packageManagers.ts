import { aptManager } from './aptManager.ts';
import type { PackageManager } from './packageManager.ts';
import { pacmanManager } from './pacmanManager.ts';
import { rpmManagers } from './rpmManagers.ts';
import { zypperManager } from './zypperManager.ts';

/** apk(8): without its cache no lists are left; a repository that does not answer is passed over. */
const apk: PackageManager = {
  name: 'apk',
  packages: ['openssh-server'],
  forEditor: {
    bash: ['bash'],
    tar: ['tar'],
    gzip: ['gzip'],
    'curl or wget': ['curl'],
    'libstdc++': ['libstdc++', 'libgcc'],
    procps: ['procps'],
    'ca-certificates': ['ca-certificates'],
  },
  script: `
have_lists() { return 0; }
drop_lists() { :; }
install_packages() { apk --no-cache --no-progress --wait 120 add "$@"; }
`,
};

/** xbps-install(1): with -M the lists stay in memory. */
const xbps: PackageManager = {
  name: 'xbps-install',
  packages: ['openssh'],
  forEditor: {
    bash: ['bash'],
    tar: ['tar'],
    gzip: ['gzip'],
    'curl or wget': ['wget'],
    'libstdc++': ['libstdc++'],
    procps: ['procps-ng'],
    'ca-certificates': ['ca-certificates'],
  },
  script: `
have_lists() { return 0; }
drop_lists() { :; }
install_packages() { xbps-install -y -M "$@"; }
`,
};

/** emerge(1). What it would have to compile for an hour, libstdc++ alone, is not asked of it. */
const emerge: PackageManager = {
  name: 'emerge',
  packages: ['net-misc/openssh'],
  forEditor: {
    bash: ['app-shells/bash'],
    tar: ['app-arch/tar'],
    gzip: ['app-arch/gzip'],
    'curl or wget': ['net-misc/wget'],
    procps: ['sys-process/procps'],
    'ca-certificates': ['app-misc/ca-certificates'],
  },
  script: `
have_lists() { [ -d /var/db/repos/gentoo/metadata ] || [ -d /usr/portage/metadata ]; }
drop_lists() { rm -rf /var/db/repos/gentoo/*; }
install_packages() {
  have_lists || emerge-webrsync || return
  emerge --noreplace --quiet "$@"
}
`,
};

/** opkg, of OpenWrt: it does not wait for its lock. */
const opkg: PackageManager = {
  name: 'opkg',
  packages: ['openssh-server', 'openssh-sftp-server', 'openssh-keygen'],
  forEditor: {
    bash: ['bash'],
    tar: ['tar'],
    gzip: ['gzip'],
    'curl or wget': ['curl'],
    'libstdc++': ['libstdcpp6'],
    procps: ['procps-ng-ps'],
    'ca-certificates': ['ca-certificates'],
  },
  script: `
have_lists() {
  for list in /var/opkg-lists/* /tmp/opkg-lists/*; do
    if [ -e "$list" ]; then return 0; fi
  done
  return 1
}
drop_lists() { rm -rf /var/opkg-lists/* /tmp/opkg-lists/*; }
patiently() {
  tries=0
  until opkg "$@" 2>&1 | never_says 'Could not lock'; do
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ]; then return 1; fi
    sleep 2
  done
}
install_packages() {
  have_lists || patiently update
  patiently install "$@"
  if command -v sshd >/dev/null; then return 0; fi
  patiently update
  opkg install "$@"
}
`,
};

/** In the order in which they are preferred. Another one is another row. */
export const packageManagers: readonly PackageManager[] = [
  aptManager,
  apk,
  ...rpmManagers,
  zypperManager,
  pacmanManager,
  xbps,
  emerge,
  opkg,
];
