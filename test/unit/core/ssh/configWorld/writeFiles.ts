import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ListedHost } from '../../../../../src/core/ssh/config/hostList.ts';
import type { Chance } from './chance.ts';
import type { World } from './world.ts';
import { blocksOf, lastBlock, type Block } from './writeBlocks.ts';

/** A world as it was written: the file to begin with, and the hosts that the files name. */
export interface WrittenWorld {
  readonly configFile: string;
  readonly listed: readonly ListedHost[];
}

/** Writes a world into a directory, over as many files as chance will have it. */
export async function writeWorld(
  world: World,
  directory: string,
  chance: Chance,
): Promise<WrittenWorld> {
  const writer = new Writer(directory, chance);
  const blocks = shuffled(
    world.hosts.map((host) => blocksOf(host, chance)),
    chance,
  );
  const configFile = await writer.writeFile('config', blocks, lastBlock(world, chance), 0);
  return { configFile, listed: [...writer.listed.values()] };
}

/** The blocks of all hosts in any order that leaves those of each in theirs. */
function shuffled(queues: readonly (readonly Block[])[], chance: Chance): Block[] {
  const waiting = queues.filter((queue) => queue.length > 0).map((queue) => [...queue]);
  const blocks: Block[] = [];
  while (waiting.length > 0) {
    const at = chance.upTo(waiting.length - 1);
    const queue = waiting[at] ?? [];
    blocks.push(...queue.splice(0, 1));
    if (queue.length === 0) waiting.splice(at, 1);
  }
  return blocks;
}

class Writer {
  /** In the order in which ssh would come upon them. */
  readonly listed = new Map<string, ListedHost>();
  readonly #directory: string;
  readonly #chance: Chance;
  #files = 0;

  constructor(directory: string, chance: Chance) {
    this.#directory = directory;
    this.#chance = chance;
  }

  async writeFile(
    name: string,
    blocks: readonly Block[],
    last: Block | undefined,
    depth: number,
  ): Promise<string> {
    const chance = this.#chance;
    const lines: string[] = chance.oneIn(3) ? ['# Host comment', ''] : [];
    const waiting = [...blocks];
    while (waiting.length > 0) {
      const some = waiting.splice(0, 1 + chance.upTo(5));
      if (depth < 3 && chance.oneIn(3)) lines.push(...(await this.#include(some, depth)));
      else for (const block of some) lines.push(...this.#block(block));
    }
    if (last) lines.push(...this.#block(last));
    const file = path.join(this.#directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, this.#text(lines), { mode: 0o600 });
    return file;
  }

  /** Lines that include files with these blocks, one file or several by a wildcard. */
  async #include(blocks: readonly Block[], depth: number): Promise<string[]> {
    const chance = this.#chance;
    // Else what stands above would decide whether the files count.
    const header = chance.pick(['Match all', 'Host *', 'Match host "*"']);
    const number = ++this.#files;
    const include = this.#keyword('Include') + chance.pick([' ', ' = ', '\t']);
    if (chance.oneIn(2)) {
      const file = await this.writeFile(`part ${number}`, blocks, undefined, depth + 1);
      return [header, `${include}"${file}"`];
    }
    const folder = `parts${number}.d`;
    const half = Math.ceil(blocks.length / 2);
    await this.writeFile(`${folder}/10-a.conf`, blocks.slice(0, half), undefined, depth + 1);
    await this.writeFile(`${folder}/9-b.conf`, blocks.slice(half), undefined, depth + 1);
    for (const unread of ['.hidden.conf', 'old.conf~']) {
      await writeFile(path.join(this.#directory, folder, unread), 'Host unread\n  User unread\n');
    }
    const pattern = path.join(
      this.#directory,
      folder,
      chance.pick(['*.conf', '[0-9]*', '?*.co?f']),
    );
    const nothing = path.join(this.#directory, folder, '*.none');
    return [header, `${include}${nothing} ${pattern}`];
  }

  #block({ header, settings }: Block): string[] {
    const chance = this.#chance;
    const comment = chance.oneIn(3)
      ? `the ${header.at(-1) ?? ''} of ${chance.upTo(99)}`
      : undefined;
    const isFarAbove = comment !== undefined && chance.oneIn(4);
    if (header[0] === 'Host') this.#list(header.slice(1), isFarAbove ? undefined : comment);
    return [
      ...(comment === undefined ? [] : [chance.pick([`# ${comment}`, `#${comment}`])]),
      ...(isFarAbove ? [''] : []),
      this.#header(header),
      ...settings.map(({ keyword, value }) => this.#setting(keyword, value)),
      ...(chance.oneIn(3) ? ['\t# ProxyJump comment', ''] : []),
    ];
  }

  #list(patterns: readonly string[], description: string | undefined): void {
    for (const host of patterns) {
      if (/[*?!]/.test(host) || this.listed.has(host)) continue;
      this.listed.set(host, { host, ...(description === undefined ? {} : { description }) });
    }
  }

  #header([keyword = '', ...words]: readonly string[]): string {
    const chance = this.#chance;
    if (keyword === 'Match') return `${this.#keyword(keyword)} ${words.join(' ')}`;
    const quoted = words.map((word) =>
      chance.oneIn(4) ? chance.pick([`"${word}"`, `'${word}'`]) : word,
    );
    const end = chance.oneIn(4) ? ' # Host not' : '';
    return `${this.#keyword(keyword)}${chance.pick([' ', '=', ' = ', '\t'])}${quoted.join(' ')}${end}`;
  }

  #setting(keyword: string, value: string): string {
    const chance = this.#chance;
    const start = `${chance.pick(['', '  ', '\t'])}${this.#keyword(keyword)}${chance.pick([' ', '=', ' = ', '\t'])}`;
    // The rest of the line is theirs, quotes and all.
    if (keyword.startsWith('Proxy')) return `${start}${value}${chance.pick(['', '  '])}`;
    const quoted = chance.oneIn(3) ? `"${value}"` : value;
    return `${start}${quoted}${chance.pick(['', ' # User x', '  '])}`;
  }

  #keyword(keyword: string): string {
    return this.#chance.pick([keyword, keyword, keyword.toLowerCase(), keyword.toUpperCase()]);
  }

  #text(lines: readonly string[]): string {
    const end = this.#chance.pick(['\n', '\n', '\r\n']);
    return `${lines.join(end)}${this.#chance.oneIn(4) ? '' : end}`;
  }
}
