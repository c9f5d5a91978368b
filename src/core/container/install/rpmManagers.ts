import type { PackageManager } from './packageManager.ts';

const forEditor: PackageManager['forEditor'] = {
  bash: ['bash'],
  tar: ['tar'],
  gzip: ['gzip'],
  // Not curl, which is at odds with the curl-minimal of many images.
  'curl or wget': ['wget'],
  'libstdc++': ['libstdc++'],
  procps: ['procps-ng'],
  'ca-certificates': ['ca-certificates'],
};

interface RpmManager {
  readonly name: string;
  /** Go in front of `install`. */
  readonly options: string;
  /** Where it keeps what it knows of repositories. */
  readonly caches: readonly string[];
  /** Asks the repositories again, and installs. */
  readonly again: string;
}

/** A repository that does not answer is passed over; a package that was renamed meanwhile asks again. */
function rpmManager({ name, options, caches, again }: RpmManager): PackageManager {
  return {
    name,
    packages: ['openssh-server'],
    forEditor,
    script: `
have_lists() {
  for list in ${caches.map((cache) => `${cache}/*`).join(' ')}; do
    if [ -d "$list" ]; then return 0; fi
  done
  return 1
}
drop_lists() { ${name} -q clean all; }
install_packages() {
  ${name} ${options} install "$@" || ${again}
}
`,
  };
}

/** dnf(8), 4 and 5. It waits by itself for another one that holds its lock. */
const dnfOptions = "-y --setopt=install_weak_deps=False '--setopt=*.skip_if_unavailable=1'";

export const rpmManagers: readonly PackageManager[] = [
  rpmManager({
    name: 'dnf',
    options: dnfOptions,
    caches: ['/var/cache/dnf', '/var/cache/libdnf5'],
    again: `dnf ${dnfOptions} --refresh install "$@"`,
  }),
  rpmManager({
    name: 'microdnf',
    options: '-y --setopt=install_weak_deps=0',
    caches: ['/var/cache/yum/metadata', '/var/cache/dnf', '/var/cache/libdnf5'],
    again: 'microdnf -y --refresh install "$@"',
  }),
  // yum(8), 3: the one of before dnf.
  rpmManager({
    name: 'yum',
    options: "-y '--setopt=*.skip_if_unavailable=1'",
    caches: ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5'],
    again: `{ yum -q clean expire-cache && yum -y '--setopt=*.skip_if_unavailable=1' install "$@"; }`,
  }),
  rpmManager({
    name: 'tdnf',
    options: '-y',
    caches: ['/var/cache/tdnf'],
    again: 'tdnf -y --refresh install "$@"',
  }),
];
