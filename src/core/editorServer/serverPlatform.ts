import type { ContainerFacts } from '../container/look/containerFacts.ts';

/** For which kind of system a server is built. */
export interface ServerPlatform {
  /** `alpine` stands for the musl C library. */
  readonly os: 'linux' | 'alpine';
  readonly arch: string;
}

/** As `uname -m` has them, and as editors call them. */
const architectures: Readonly<Record<string, string>> = {
  x86_64: 'x64',
  amd64: 'x64',
  aarch64: 'arm64',
  arm64: 'arm64',
  armv7l: 'armhf',
  armv8l: 'armhf',
  ppc64le: 'ppc64le',
  riscv64: 'riscv64',
  s390x: 's390x',
  loongarch64: 'loong64',
};

/** Undefined for a machine that no editor has a server for. */
export function serverPlatform({
  machine,
  libc,
}: Pick<ContainerFacts, 'machine' | 'libc'>): ServerPlatform | undefined {
  const arch = Object.hasOwn(architectures, machine) ? architectures[machine] : undefined;
  if (arch === undefined) return undefined;
  return { os: libc === 'musl' ? 'alpine' : 'linux', arch };
}
