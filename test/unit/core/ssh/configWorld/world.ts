import type { Chance } from './chance.ts';

/** One way to write a value of a keyword; the first that ssh reads for a host is the one that holds. */
export interface Setting {
  readonly keyword: 'HostName' | 'User' | 'Port' | 'ProxyJump' | 'ProxyCommand';
  readonly value: string;
}

/** A jump host as a ProxyJump names it. */
interface Jump {
  /** As written, with tokens. */
  readonly text: string;
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
}

type Way =
  | { readonly type: 'direct' }
  /** Said in so many words. */
  | { readonly type: 'none'; readonly by: 'ProxyJump' | 'ProxyCommand' }
  | { readonly type: 'command'; readonly text: string }
  | { readonly type: 'jumps'; readonly jumps: readonly Jump[] };

/** What is meant by a host, however it is written. */
export interface PlannedHost {
  readonly name: string;
  readonly hostName: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
  readonly way: Way;
  /** In the order in which ssh reads them. */
  readonly settings: readonly Setting[];
}

export interface World {
  readonly hosts: readonly PlannedHost[];
  readonly defaultUser: string;
  readonly defaultPort: number;
}

/** A hop as `dockhop path` tells it. */
export interface ExpectedHop {
  readonly name: string;
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly via: 'direct' | 'jump' | 'command';
  readonly command?: string;
}

/** Somebody who is named on the way, with what is said about them there. */
export interface Named {
  readonly name: string;
  readonly user?: string;
  readonly port?: number;
}

/** Hosts with ways of every kind, each through hosts before it only. */
export function planWorld(size: number, chance: Chance): World {
  const hosts: PlannedHost[] = [];
  const defaultUser = `default${chance.upTo(9)}`;
  const defaultPort = chance.pick([22, 22, 2222]);
  const world = { hosts, defaultUser, defaultPort };
  for (let index = 0; index < size; index++) hosts.push(planHost(index, world, chance));
  return world;
}

/** The hops to somebody, by what is meant. */
export function expectedHops(world: World, named: Named): ExpectedHop[] {
  const target = expectedHop(world, named);
  const way = world.hosts.find(({ name }) => name === named.name)?.way ?? { type: 'direct' };
  if (way.type === 'direct' || way.type === 'none') return [target];
  if (way.type === 'command') {
    return [{ ...target, via: 'command', command: expand(way.text, target) }];
  }
  const [first, ...others] = way.jumps.map((jump) => ({
    ...jump,
    name: expand(jump.name, target),
  }));
  if (!first) throw new Error('a way by no jump host');
  return [
    ...expectedHops(world, first),
    ...others.map((jump): ExpectedHop => ({ ...expectedHop(world, jump), via: 'jump' })),
    { ...target, via: 'jump' },
  ];
}

function expectedHop(world: World, { name, user, port }: Named): ExpectedHop {
  const planned = world.hosts.find((host) => host.name === name);
  return {
    name,
    hostName: planned?.hostName ?? name.toLowerCase(),
    port: port ?? planned?.port ?? world.defaultPort,
    user: user ?? planned?.user ?? world.defaultUser,
    via: 'direct',
  };
}

function expand(text: string, { hostName, name, port, user }: ExpectedHop): string {
  const values: Readonly<Record<string, string>> = {
    '%h': hostName,
    '%n': name,
    '%p': port.toString(),
    '%r': user,
    '%%': '%',
  };
  return text.replace(/%[hnpr%]/g, (token) => values[token] ?? '');
}

function planHost(index: number, world: World, chance: Chance): PlannedHost {
  const name = `${chance.pick(['', 'gpu-', 'GPU', 'a.b.', 'node_'])}n${index}`;
  const [written, hostName] = planAddress(name, index, chance);
  const user = chance.oneIn(2) ? undefined : `user${chance.upTo(99)}`;
  const port = chance.oneIn(2) ? undefined : 1000 + chance.upTo(999);
  const way = planWay(world, hostName, chance);
  const settings: Setting[] = [
    ...(written === undefined ? [] : [{ keyword: 'HostName', value: written } as const]),
    ...(user === undefined ? [] : [{ keyword: 'User', value: user } as const]),
    ...(port === undefined ? [] : [{ keyword: 'Port', value: port.toString() } as const]),
    ...waySettings(way),
  ];
  return { name, hostName, user, port, way, settings };
}

/** As written, and as meant. A name in capitals is another one in the name service. */
function planAddress(name: string, index: number, chance: Chance): [string | undefined, string] {
  if (name === name.toLowerCase() && chance.oneIn(3)) return [undefined, name];
  const number = chance.upTo(255);
  // As ssh writes it, too.
  const v6 = `fd00::${(index + 1).toString(16)}:${(number + 1).toString(16)}`;
  return chance.pick<[string, string]>([
    [`10.1.${index}.${number}`, `10.1.${index}.${number}`],
    [v6, v6],
    [`h${index}.example.org`, `h${index}.example.org`],
    ...(name === name.toLowerCase()
      ? [[`%h.example.net`, `${name}.example.net`] satisfies [string, string]]
      : []),
  ]);
}

function planWay(world: World, hostName: string, chance: Chance): Way {
  const type = chance.pick<Way['type']>(['direct', 'none', 'command', 'jumps', 'jumps']);
  switch (type) {
    case 'direct':
      return { type };
    case 'none':
      return { type, by: chance.pick(['ProxyJump', 'ProxyCommand']) };
    case 'command':
      return {
        type,
        text: chance.pick([
          'nc %h %p',
          'ssh -p 32200 root@127.0.0.1 nc %h %p',
          'ssh -W [%h]:%p "a jump" # no comment',
          'connect --as=%r --to %n 100%% %%h',
          `sh -c 'exec nc "$@"' x %h %p`,
        ]),
      };
    case 'jumps': {
      const count = 1 + chance.upTo(2);
      const jumps = Array.from({ length: count }, () => planJump(world, hostName, chance));
      return { type, jumps };
    }
  }
}

function planJump(world: World, targetAddress: string, chance: Chance): Jump {
  const near = world.hosts.filter((host) => depth(world, host) < 3);
  const known = chance.one(near)?.name;
  const strangers = ['192.0.2.7', 'stranger.example.com', 'fd00::ffff', '::1', `via-%n`] as const;
  const isPlain = !targetAddress.includes(':');
  const stranger = chance.pick([...strangers, ...(isPlain ? ['gate-%h'] : [])]);
  const name = known === undefined || chance.oneIn(4) ? stranger : known;
  const user = chance.oneIn(2) ? undefined : `jumper${chance.upTo(9)}`;
  const port = chance.oneIn(2) ? undefined : 3000 + chance.upTo(999);
  const host = name.includes(':') ? `[${name}]` : name;
  const plain = `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
  // ssh takes no address of IPv6 and no token in a URI.
  const mayBeUri = !/[:%]/.test(name);
  return {
    text: mayBeUri && chance.oneIn(3) ? `ssh://${plain}` : plain,
    name,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port }),
  };
}

function depth(world: World, host: PlannedHost): number {
  return expectedHops(world, { name: host.name }).length;
}

function waySettings(way: Way): Setting[] {
  switch (way.type) {
    case 'direct':
      return [];
    case 'none':
      return [{ keyword: way.by, value: 'none' }];
    case 'command':
      return [{ keyword: 'ProxyCommand', value: way.text }];
    case 'jumps':
      return [{ keyword: 'ProxyJump', value: way.jumps.map(({ text }) => text).join(',') }];
  }
}
