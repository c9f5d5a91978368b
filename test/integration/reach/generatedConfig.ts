import fc from 'fast-check';

/** Somewhere that the lab lets a person with its key in. */
export interface Stop {
  readonly address: string;
  readonly port: number;
  readonly user: string;
}

/** What the lab has: reached from here, passed on the way, at the end; and two that are passed by a ProxyCommand. */
export interface Stops {
  readonly front: readonly Stop[];
  readonly middle: readonly Stop[];
  readonly end: readonly Stop[];
  /** Forwards nothing, but has `nc`. */
  readonly strict: Stop;
  readonly carrier: Stop;
}

/** How the hop behind, or the person, names a hop. */
type Spelling = 'alias' | 'token' | 'full' | 'uri' | 'override';
/** How the first hop is reached. */
type Start = 'direct' | 'none' | 'nc' | 'recipe' | '-W';

interface Plan {
  readonly stops: readonly Stop[];
  readonly spellings: readonly Spelling[];
  readonly start: Start;
  /** The hops from here on are in the target's ProxyJump; those before, each in that of the next. */
  readonly listedFrom: number;
  readonly separator: '=' | ' ' | '   ';
  readonly byMatch: boolean;
}

export interface GeneratedConfig {
  /** What a person would write after `ssh`. */
  readonly destination: string;
  /** Lines of the config; CONFIG stands for its own path. */
  readonly lines: readonly string[];
  /** In which forms: so that a test can see that none is missing. */
  readonly forms: readonly string[];
}

/** Configs whose every hop is a real one of the lab. */
export function generatedConfigs(stops: Stops): fc.Arbitrary<GeneratedConfig> {
  const inner = fc.constantFrom(...stops.middle);
  const start = fc.constantFrom<Start>('direct', 'none', 'nc', 'recipe', '-W');
  const chain = fc.record({
    start,
    front: fc.constantFrom(...stops.front),
    behind: inner,
    middle: fc.array(inner, { maxLength: 2 }),
    end: fc.option(fc.constantFrom(...stops.end), { freq: 9, nil: undefined }),
  });
  return (
    chain
      .map((one) => {
        const isDialled = one.start === 'direct' || one.start === 'none';
        const first = isDialled ? one.front : one.behind;
        return {
          start: one.start,
          stops: one.end ? [first, ...one.middle, one.end] : [first],
        };
      })
      // A hop that is passed twice would be no path.
      .filter((one) => new Set(one.stops.map(({ address }) => address)).size === one.stops.length)
      .chain((one) =>
        fc.record({
          start: fc.constant(one.start),
          stops: fc.constant(one.stops),
          spellings: fc.tuple(
            ...one.stops.map(() =>
              fc.constantFrom<Spelling>('alias', 'token', 'full', 'uri', 'override'),
            ),
          ),
          listedFrom: fc.nat({ max: Math.max(0, one.stops.length - 2) }),
          separator: fc.constantFrom('=', ' ', '   '),
          byMatch: fc.boolean(),
        }),
      )
      .map((plan) => configOf(plan, stops))
  );
}

/** Only a block can say how its hop is reached. */
function spellingsOf({ spellings, start, listedFrom }: Plan): readonly Spelling[] {
  const last = spellings.length - 1;
  return spellings.map((spelling, index) => {
    const needsBlock =
      index === last || (index > 0 && index <= listedFrom) || (index === 0 && start !== 'direct');
    return needsBlock && (spelling === 'full' || spelling === 'uri') ? 'alias' : spelling;
  });
}

function configOf(plan: Plan, { strict, carrier }: Stops): GeneratedConfig {
  const spellings = spellingsOf(plan);
  const last = plan.stops.length - 1;
  const mentions = plan.stops.map((stop, index) =>
    mention(stop, index, spellings[index] ?? 'alias'),
  );
  const blocks = plan.stops.map((stop, index) => {
    const spelling = spellings[index] ?? 'alias';
    if (spelling === 'full' || spelling === 'uri') return [];
    const way = wayTo(index, plan, mentions, strict);
    return blockOf(aliasOf(stop, index, spelling), [...addressLines(stop, spelling), ...way], plan);
  });
  return {
    destination: mentions[last] ?? '',
    lines: [
      ...blocks.flat(),
      ...blockOf('carrier', addressLines(carrier, 'alias'), plan),
      ...blockOf('strict', addressLines(strict, 'alias'), plan),
      // What has a way of its own, even `none`, is not sent through here.
      'Host hop-0-* hop-1-*',
      '  ProxyJump nowhere.invalid',
    ],
    forms: [
      plan.start,
      ...spellings,
      `${plan.stops.length} hops`,
      plan.listedFrom === 0 ? 'one list' : 'lists and their own',
    ],
  };
}

function aliasOf({ address }: Stop, index: number, spelling: Spelling): string {
  // The name with `.inner` or `.0.0.1` after it is the address.
  return spelling === 'token' ? (address.split('.')[0] ?? '') : `hop-${index}-x`;
}

function mention(stop: Stop, index: number, spelling: Spelling): string {
  const { address, port, user } = stop;
  if (spelling === 'full') return `${user}@${address}:${port}`;
  if (spelling === 'uri') return `ssh://${user}@${address}:${port}`;
  const alias = aliasOf(stop, index, spelling);
  return spelling === 'override' ? `ssh://${user}@${alias}:${port}` : alias;
}

function addressLines({ address, port, user }: Stop, spelling: Spelling): string[] {
  if (spelling === 'token') {
    const rest = address.slice(address.indexOf('.'));
    return [`HostName %h${rest}`, `Port ${port}`, `User ${user}`];
  }
  // Who is named with user and port is not who the block says.
  if (spelling === 'override') return [`HostName ${address}`, 'Port 9', 'User nobody'];
  return [`HostName ${address}`, `Port ${port}`, `User ${user}`];
}

function wayTo(
  index: number,
  { start, listedFrom }: Plan,
  mentions: readonly string[],
  strict: Stop,
): string[] {
  const last = mentions.length - 1;
  if (index === 0) return wayToFirst(start, strict);
  if (index === last) return [`ProxyJump ${mentions.slice(listedFrom, last).join(',')}`];
  // Those in the list but the first have no say in the matter.
  return [`ProxyJump ${index <= listedFrom ? (mentions[index - 1] ?? '') : 'nowhere.invalid'}`];
}

function wayToFirst(start: Start, { address, port, user }: Stop): string[] {
  if (start === 'none') return ['ProxyJump none'];
  if (start === 'nc') return ['ProxyCommand ssh -F CONFIG strict nc %h %p'];
  if (start === 'recipe') {
    return [`ProxyCommand ssh -F CONFIG -p ${port} ${user}@${address} nc %h %p`];
  }
  if (start === '-W') return ['ProxyCommand ssh -F CONFIG -W [%h]:%p carrier'];
  return ['ProxyCommand none'];
}

function blockOf(alias: string, lines: readonly string[], { byMatch, separator }: Plan): string[] {
  const head = byMatch ? `Match originalhost ${alias}` : `Host ${alias}`;
  return [head, ...lines.map((line) => `  ${line.replace(' ', separator)}`)];
}
