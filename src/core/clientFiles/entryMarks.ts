/** The comment lines by which Dockhop finds its own blocks again. Never to be changed. */

export function beginMark(alias: string): string {
  return `# >>> dockhop ${alias}`;
}

export function endMark(alias: string): string {
  return `# <<< dockhop ${alias}`;
}

/** Between the person's own lines of a block and ours. */
export const ownLinesMark =
  '# Lines of your own go above this one, where they win; Dockhop rewrites those below.';

/** The alias of a line that begins a block. */
export function aliasOfBegin(line: string): string | undefined {
  return /^# >>> dockhop (\S+)\s*$/.exec(line)?.[1];
}

export function isEndOf(alias: string, line: string): boolean {
  return line.trimEnd() === endMark(alias);
}

/** By which Dockhop knows whose a block is, should its state be lost. */
export function ownerLine(owner: string): string {
  return `# Container ${owner}`;
}

/** What `ownerLine` says in a block; undefined where it says nothing. */
export function ownerIn(block: string): string | undefined {
  return /^# Container ([0-9a-f]{16})\s*$/m.exec(block)?.[1];
}
