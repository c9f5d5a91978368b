import type { ContainerFacts } from './containerFacts.ts';
import type { EditorNeed } from '../install/packageManager.ts';

/** The oldest that VS Code Server runs with (its “Linux prerequisites”). */
const oldest = { glibc: [2, 28], kernel: [4, 18] } as const;

/** What VS Code Server needs, a container lacks and a package can bring; SSH itself works without. */
export function needsOfEditor({
  tools,
  cxxLibrary,
  certificates,
}: ContainerFacts): readonly EditorNeed[] {
  const lacks = (...alternatives: ContainerFacts['tools'][number][]): boolean =>
    !alternatives.some((tool) => tools.includes(tool));
  return [
    ...(lacks('bash') ? (['bash'] as const) : []),
    ...(lacks('tar') ? (['tar'] as const) : []),
    ...(lacks('gzip') ? (['gzip'] as const) : []),
    ...(lacks('curl', 'wget') ? (['curl or wget'] as const) : []),
    ...(cxxLibrary ? [] : (['libstdc++'] as const)),
    ...(lacks('ps') ? (['procps'] as const) : []),
    ...(certificates ? [] : (['ca-certificates'] as const)),
  ];
}

/** What it needs and nothing brings but another image, or another host. */
export function lackingForEditor({ libc, kernel }: ContainerFacts): readonly string[] {
  const [, glibc] = /^glibc (.*)$/.exec(libc) ?? [];
  return [
    ...(libc === 'musl' || isAtLeast(glibc, oldest.glibc)
      ? []
      : [`glibc ${oldest.glibc.join('.')}`]),
    ...(isAtLeast(kernel, oldest.kernel) ? [] : [`kernel ${oldest.kernel.join('.')}`]),
  ];
}

function isAtLeast(version = '', [wantedMajor, wantedMinor]: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}
