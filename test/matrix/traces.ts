import { setTimeout as delay } from 'node:timers/promises';
import type { Box } from './box.ts';

/**
 * All that a preparation could leave: files (of the system's own trees the sum), what is in those of
 * /etc, mounts, processes. One line each.
 */
const script = `
for top in /* /.[!.]*; do
  case $top in
    /proc | /sys | /dev | '/.[!.]*') ;;
    /usr | /lib* | /bin | /sbin) echo "tree $top $(find "$top" 2>/dev/null | sort | md5sum)" ;;
    /var) find /var -path /var/lib/dpkg -prune -o -print | sed 's/^/file /' ;;
    *) find "$top" | sed 's/^/file /' ;;
  esac
done 2>/dev/null
find /dev/shm | sed 's/^/file /'
find /etc -type f -exec md5sum {} + | sed 's/^/content /'
while read -r device at type rest; do echo "mount $at $type"; done </proc/mounts
for process in /proc/[0-9]*; do
  line=$(tr '\\0' ' ' <"$process/cmdline") 2>/dev/null
  case $line in
    '' | *'tree $top'*) ;;
    *) echo "process $line" ;;
  esac
done 2>/dev/null
:`;

/**
 * What is none of ours: the engine writes the first at each start, sshd wants the next for itself, and
 * the login records and PID files are the container's.
 */
const others = [
  / \/etc\/(?:hosts|hostname|resolv\.conf)$/,
  /^file \/run\/sshd$/,
  /^file \/run\/\.containerenv$/,
  /^file \/run\/secrets/,
];

export async function tracesIn(box: Box): Promise<ReadonlySet<string>> {
  const lines = (await box.inside(script)).split('\n');
  return new Set(lines.filter((line) => !others.some((other) => other.test(line))));
}

/** Waits until a container has nothing but what it had before. @throws with what is left. */
export async function expectNothingLeft(box: Box, before: ReadonlySet<string>): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const now = await tracesIn(box);
    const left = difference(now, before, box.kind.installs ?? false);
    const lost = difference(before, now, box.kind.installs ?? false);
    // What came with a commit goes with the preparation that used it.
    const faults = [
      ...left.map((line) => `left: ${line}`),
      ...(box.kind.special === 'madeOfCommit' ? [] : lost.map((line) => `lost: ${line}`)),
    ];
    if (faults.length === 0) return;
    // Programs that were ended are gone a moment later.
    if (Date.now() > deadline) throw new Error(faults.slice(0, 20).join('\n'));
    await delay(200);
  }
}

/** Packages stay where they were installed. */
function difference(
  one: ReadonlySet<string>,
  other: ReadonlySet<string>,
  installs: boolean,
): readonly string[] {
  const lines = [...one].filter((line) => !other.has(line));
  return installs ? lines.filter((line) => /dockhop|policy-rc|^process|^mount/.test(line)) : lines;
}
