import type { ContainerFacts } from './containerFacts.ts';

/** The oldest glibc that VS Code Server runs with. */
const oldestGlibc = [2, 28] as const;

/** What VS Code Server needs and a container lacks; SSH itself works without. */
export function missingForEditor({ tools, cxxLibrary, libc }: ContainerFacts): readonly string[] {
  const lacks = (...alternatives: ContainerFacts['tools'][number][]): boolean =>
    !alternatives.some((tool) => tools.includes(tool));
  return [
    ...(lacks('bash') ? ['bash'] : []),
    ...(lacks('tar') ? ['tar'] : []),
    ...(lacks('gzip') ? ['gzip'] : []),
    ...(lacks('curl', 'wget') ? ['curl or wget'] : []),
    ...(cxxLibrary ? [] : ['libstdc++']),
    ...(libcSuffices(libc) ? [] : [`glibc ${oldestGlibc.join('.')}`]),
  ];
}

function libcSuffices(libc: string): boolean {
  if (libc === 'musl') return true;
  const [, major, minor] = /^glibc (\d+)\.(\d+)/.exec(libc) ?? [];
  if (major === undefined || minor === undefined) return false;
  const [wantedMajor, wantedMinor] = oldestGlibc;
  return (
    Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor)
  );
}
