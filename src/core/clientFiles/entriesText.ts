import { aliasOfBegin, isEndOf, ownLinesMark } from './entryMarks.ts';
import { entryKeywords } from './entryText.ts';

/**
 * The text of Dockhop's entries file, one character a byte, as a list of blocks and of what a
 * person wrote around them. Every character is in exactly one piece: joined again, they are the text.
 */
export type Piece =
  | { readonly kind: 'other'; readonly text: string }
  | { readonly kind: 'block'; readonly alias: string; readonly text: string };

/**
 * A block ends with its own end mark; where that was lost, before whatever cannot be part of a
 * block any more (another Host, a Match, another begin), so that it never swallows a host.
 */
export function splitEntries(text: string): readonly Piece[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const pieces: Piece[] = [];
  let index = 0;
  while (index < lines.length) {
    const start = index;
    const alias = aliasOfBegin(lines[start] ?? '');
    if (alias === undefined) {
      index = lines.findIndex((line, at) => at > start && aliasOfBegin(line) !== undefined);
      if (index < 0) index = lines.length;
      pieces.push({ kind: 'other', text: lines.slice(start, index).join('') });
    } else {
      index = endOfBlock(lines, start, alias);
      pieces.push({ kind: 'block', alias, text: lines.slice(start, index).join('') });
    }
  }
  return pieces;
}

function endOfBlock(lines: readonly string[], start: number, alias: string): number {
  let named = false;
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (isEndOf(alias, line)) return index + 1;
    const keyword = keywordOf(line);
    const ownHost: boolean = !named && keyword === 'host' && line.trim().split(/\s+/)[1] === alias;
    const ends = ['host', 'match'].includes(keyword) || aliasOfBegin(line) !== undefined;
    if (ends && !ownHost) return index;
    named = named || ownHost;
  }
  return lines.length;
}

/**
 * What a person added to a block, without line ends: everything between `Host` and our own lines;
 * and where they were told not to write, what is no option of ours: options above `Host`, which
 * would mean every host, and lines below ours.
 */
export function ownLinesOf(blockText: string, alias: string): readonly string[] {
  const lines = blockText.split('\n').map((line) => line.replace(/\r$/, ''));
  const host = lines.findIndex((line) => keywordOf(line) === 'host');
  if (host < 0) return [];
  const body = lines.slice(host + 1).filter((line) => !isEndOf(alias, line));
  const mark = body.findIndex((line) => line.trim() === ownLinesMark);
  const outside = lines.slice(0, host).filter((line) => keywordOf(line) !== '');
  const above = mark < 0 ? [] : body.slice(0, mark);
  const below = body
    .slice(mark + 1)
    .filter((line) => line.trim() !== '' && !entryKeywords.has(keywordOf(line)));
  return [...outside, ...above, ...below];
}

/** A new block with the person's own lines put above ours: ssh takes the first value it finds. */
export function withOwnLines(block: string, ownLines: readonly string[]): string {
  const host = block.search(/^Host .*$/m);
  const start = block.indexOf('\n', host) + 1;
  const added = ownLines.map((line) => `${line}\n`).join('');
  return block.slice(0, start) + added + block.slice(start);
}

/** The text with the block of this alias put in its place, or at the end where there was none. */
export function withBlock(text: string, alias: string, block: string): string {
  const pieces = splitEntries(text);
  const first = pieces.findIndex((piece) => isBlockOf(alias, piece));
  if (first < 0) {
    const newline = text === '' || text.endsWith('\n') ? '' : '\n';
    return `${text}${newline}${block}`;
  }
  return pieces
    .map((piece, index) => {
      if (index === first) return block;
      return isBlockOf(alias, piece) ? '' : piece.text;
    })
    .join('');
}

/** The text without the blocks of this alias. */
export function withoutBlock(text: string, alias: string): string {
  return splitEntries(text)
    .filter((piece) => !isBlockOf(alias, piece))
    .map((piece) => piece.text)
    .join('');
}

/** The blocks of this alias as they stand: one, unless someone copied it. */
export function blocksOf(text: string, alias: string): readonly string[] {
  return splitEntries(text)
    .filter((piece) => isBlockOf(alias, piece))
    .map((piece) => piece.text);
}

function isBlockOf(alias: string, piece: Piece): boolean {
  return piece.kind === 'block' && piece.alias === alias;
}

/** The keyword of a line in lower case; empty for a comment or a blank line. ssh_config(5). */
function keywordOf(line: string): string {
  return /^\s*"?([A-Za-z0-9]+)/.exec(line)?.[1]?.toLowerCase() ?? '';
}
