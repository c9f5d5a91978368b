import { DockhopError } from '../../src/core/errors/dockhopError.ts';
import { nastyEnvironment } from '../integration/container/nastyEnvironment.ts';
import { ownPath, type Box } from './box.ts';
import type { Cell } from './cells.ts';
import type { LabLaptop } from './labLaptop.ts';
import { Session } from './session.ts';
import { expectNothingLeft, tracesIn } from './traces.ts';

export interface Visitors {
  readonly first: LabLaptop;
  readonly second: LabLaptop;
  /** Socket of an echo on this machine. */
  readonly echo: string;
}

/**
 * Attaches, does all that a person does over SSH, restarts the container, attaches again, forgets, and
 * looks for what is left.
 * @throws what is not as it should be.
 */
export async function checkCell(cell: Cell, box: Box, visitors: Visitors): Promise<void> {
  const before = await tracesIn(box);
  if (cell.refusal) await expectRefusal(cell, box, visitors.first);
  else await expectService(cell, box, visitors);
  await expectNothingLeft(box, before);
}

async function expectRefusal(
  { engine, route, refusal }: Cell,
  box: Box,
  laptop: LabLaptop,
): Promise<void> {
  let code;
  try {
    await laptop.attach(engine.host, box.id, route);
  } catch (error) {
    if (!(error instanceof DockhopError)) throw error;
    ({ code } = error);
  }
  if (code !== refusal?.code) {
    throw new Error(`${refusal?.code ?? ''} expected, but: ${code ?? 'it works'}`);
  }
}

async function expectService(
  { engine: { host }, kind, route }: Cell,
  box: Box,
  { first, second, echo }: Visitors,
): Promise<void> {
  const { alias, hostKey } = await first.attach(host, box.id, route);
  await expectSession(first, alias, box, echo);
  const others = await attachOthers(box, host, { first, second });
  expectThat(
    others.every((other) => (other.hostKey === hostKey) === (other.container === box.id)),
    'each container has a host key of its own, whoever asks',
  );

  await box.restart();
  const again = await first.attach(host, box.id, route);
  expectThat(again.alias === alias, 'the alias is the same after a restart');
  // The proof is a login.
  expectThat(
    again.steps.some(({ name }) => name === 'proof'),
    'the entry is proven anew after a restart',
  );
  if (!kind.forgets) expectThat(again.hostKey === hostKey, 'the host key survives a restart');

  const { left, removed } = await first.forget(host, box.id);
  expectThat(removed, 'the entry is removed');
  for (const { laptop, alias: name, container } of others) {
    const session = await Session.open(laptop.laptop, name);
    await session.close();
    expectThat((await laptop.forget(host, container)).left.length === 0, 'all can be taken back');
  }
  const sharing = others.some(({ container }) => container === box.id);
  expectThat(left.length === (sharing ? 1 : 0), `nothing is left (${left.join(', ')})`);
}

interface Other {
  readonly laptop: LabLaptop;
  readonly container: string;
  readonly alias: string;
  readonly hostKey: string;
}

/** Who else comes: to the container that shares its home, or from another laptop. */
async function attachOthers(
  { kind, id, twin }: Box,
  host: string,
  { first, second }: Pick<Visitors, 'first' | 'second'>,
): Promise<readonly Other[]> {
  const visit = async (laptop: LabLaptop, container: string): Promise<Other> => {
    const { alias, hostKey } = await laptop.attach(host, container, 'exec');
    return { laptop, container, alias, hostKey };
  };
  return [
    ...(twin === undefined ? [] : [await visit(first, twin)]),
    ...(kind.special === 'secondLaptop' ? [await visit(second, id)] : []),
  ];
}

/** A line, where files can be put, and then the environment. */
const look = `
  for place in /tmp /dev/shm /run "$HOME"; do if [ -w "$place" ]; then break; fi; done
  echo "$place"
  env -0`;

async function expectSession(
  { laptop }: LabLaptop,
  alias: string,
  { kind }: Box,
  echo: string,
): Promise<void> {
  const session = await Session.open(laptop, alias);
  try {
    const [directory = '', ...variables] = (await session.command(look)).split('\n');
    expectEnvironment('a command', variables.join('\n'), kind, true);
    await Promise.all([
      session.copyThereAndBack(directory),
      session.forwardThereAndBack(echo, directory),
      session.command("sh -lc 'env -0'").then((text) => {
        expectEnvironment('a login shell', text, kind, !kind.withoutProfile);
      }),
      session.command('tty; env -0', '-tt').then((text) => {
        expectThat(/^\/dev\/pts\/\d+\r?\n/.test(text), 'there is a terminal');
        expectEnvironment('a terminal', text.slice(text.indexOf('\n') + 1), kind, true);
      }),
    ]);
  } finally {
    await session.close();
  }
}

function expectEnvironment(
  what: string,
  text: string,
  { isOld }: Box['kind'],
  hasPath: boolean,
): void {
  const received = new Set(text.split('\0'));
  const wanted = Object.entries(nastyEnvironment).filter(
    ([, value]) => !(isOld && value.endsWith('\\')),
  );
  const all = hasPath ? [...wanted, ['PATH', ownPath] as const] : wanted;
  const lost = all.filter(([name, value]) => !received.has(`${name}=${value}`));
  expectThat(lost.length === 0, `${what} has ${lost.map(([name]) => name).join(', ')}`);
}

function expectThat(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`not so: ${what}`);
}
