import type { Chance } from './chance.ts';
import type { PlannedHost, Setting, World } from './world.ts';

/** What a `Host` or `Match` line asks for, and what stands under it. */
export interface Block {
  readonly header: readonly string[];
  readonly settings: readonly Setting[];
  /** Needs ssh to read everything a second time. */
  readonly isFinal: boolean;
}

/** The blocks of a host: those that hold, in their order, and some that do not. */
export function blocksOf(host: PlannedHost, chance: Chance): Block[] {
  const blocks: Block[] = [];
  const waiting = [...host.settings];
  let isAddressRead = false;
  while (waiting.length > 0) {
    if (chance.oneIn(4)) blocks.push(falseBlock(host, chance));
    const settings = waiting.splice(0, 1 + chance.upTo(waiting.length - 1));
    // What the last block for all says comes before what is read the second time.
    const mayBeFinal =
      waiting.length === 0 && settings.every(({ keyword }) => keyword.startsWith('Proxy'));
    const isFinal = mayBeFinal && chance.oneIn(3);
    const header = isFinal
      ? ['Match', 'final', 'originalhost', host.name]
      : trueHeader(host, isAddressRead, chance);
    blocks.push({ header, settings, isFinal });
    isAddressRead ||= settings.some(({ keyword }) => keyword === 'HostName');
    // Too late to count, but for what is read the second time only.
    if (!isFinal && chance.oneIn(3)) {
      blocks.push({
        ...lateBlock(settings, chance),
        header: trueHeader(host, false, chance),
      });
    }
  }
  // A host is listed where a Host line names it, even one that says nothing.
  if (blocks.every(({ header }) => !header.includes(host.name)) || chance.oneIn(5)) {
    blocks.push({ header: ['Host', host.name], settings: [], isFinal: false });
  }
  return blocks;
}

/** What holds for all whom nothing else was said about. */
export function lastBlock({ defaultUser, defaultPort }: World, chance: Chance): Block {
  return {
    header: chance.pick([
      ['Host', '*'],
      ['Match', 'all'],
      ['Match', 'host', '*', 'user', '*'],
    ]),
    settings: [
      { keyword: 'User', value: defaultUser },
      { keyword: 'Port', value: defaultPort.toString() },
    ],
    isFinal: false,
  };
}

function trueHeader({ name, hostName }: PlannedHost, isAddressRead: boolean, chance: Chance) {
  return chance.pick<string[]>([
    ['Host', name],
    ['Host', name],
    ['Host', 'zz-*', '!zz-1', name, '!other'],
    ['Host', `!${name}?`, name, '!zz?', `${name}*-`],
    ['Match', 'originalhost', `zz,${name}`],
    ['Match', 'originalhost', name, 'exec', '"true"'],
    ['Match', 'originalhost', name, '!exec', '"false"', 'user', '*,!zz'],
    ['Match', 'originalhost', name, '!host', 'zz-*'],
    ['Match', 'Host', isAddressRead ? hostName : '*', 'OriginalHost', name],
  ]);
}

function falseBlock({ name }: PlannedHost, chance: Chance): Block {
  const header = chance.pick<string[]>([
    ['Host', name, `!${name}`],
    ['Host', '*', `!*`],
    ['Match', 'originalhost', name, 'exec', '"false"'],
    ['Match', 'originalhost', name, '!exec', '"true"'],
    ['Match', 'host', 'never.example.org'],
    ['Match', 'originalhost', name, 'user', 'zz-nobody'],
    ['Match', 'originalhost', name, '!originalhost', name],
  ]);
  return { header, settings: wrongSettings(chance), isFinal: false };
}

function lateBlock(set: readonly Setting[], chance: Chance) {
  const isWaySet = set.some(({ keyword }) => keyword.startsWith('Proxy'));
  const settings = wrongSettings(chance).filter(({ keyword }) =>
    keyword.startsWith('Proxy') ? isWaySet : set.some((one) => one.keyword === keyword),
  );
  return { settings, isFinal: false };
}

function wrongSettings(chance: Chance): readonly Setting[] {
  return [
    { keyword: 'HostName', value: 'wrong.example.org' },
    { keyword: 'User', value: 'wrong' },
    { keyword: 'Port', value: '6' },
    chance.pick<Setting>([
      { keyword: 'ProxyJump', value: 'wrong' },
      { keyword: 'ProxyCommand', value: 'wrong %h' },
    ]),
  ];
}
