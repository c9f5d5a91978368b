import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Box, lastLine, NotMade, removeTrap } from './box.ts';
import { nameOf, type Cell } from './cells.ts';
import { checkCell, type Visitors } from './checkCell.ts';
import { startEcho } from './echo.ts';
import { EngineCommand } from './engineCommand.ts';
import { LabLaptop } from './labLaptop.ts';

/** What was found of a cell; nothing where all is as it should be. */
export interface Finding {
  /** What is not as it should be. */
  readonly fault?: string;
  /** What the engine said when it could not make such a container, which is known of it. */
  readonly unmade?: string;
}

export interface Outcome extends Finding {
  readonly cell: Cell;
  readonly ms: number;
}

/** How many containers are looked at, at a time. */
const atATime = 4;

/**
 * Looks at all these cells, those of one kind in one engine in the same container, one after the other.
 * @param told is called as soon as one is known.
 */
export async function runCells(
  cells: readonly Cell[],
  told: (outcome: Outcome) => void,
): Promise<readonly Outcome[]> {
  const commands = new Map(cells.map(({ engine }) => [engine, new EngineCommand(engine)]));
  const groups = inOneContainer(cells);
  const outcomes: Outcome[] = [];
  const directory = await mkdtemp(path.join(tmpdir(), 'dockhop-matrix-'));
  const echo = path.join(directory, 'echo');
  const server = await startEcho(echo);
  const work = async (): Promise<void> => {
    const [first, second] = await Promise.all([LabLaptop.create(), LabLaptop.create()]);
    try {
      for (let group = groups.shift(); group; group = groups.shift()) {
        const [{ engine } = {}] = group;
        const command = engine && commands.get(engine);
        if (!command) continue;
        for await (const outcome of outcomesOf(group, command, { first, second, echo })) {
          outcomes.push(outcome);
          told(outcome);
        }
      }
    } finally {
      await Promise.all([first.remove(), second.remove()]);
    }
  };
  try {
    await Promise.all([...commands.values()].map((command) => command.removeLeftovers()));
    await Promise.all(Array.from({ length: atATime }, work));
  } finally {
    server.close();
    await Promise.all([...commands.values()].map(removeTrap));
    await rm(directory, { recursive: true });
  }
  return outcomes;
}

/** Engines take turns, so that those that are busy at a time are different ones. */
function inOneContainer(cells: readonly Cell[]): (readonly Cell[])[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = `${cell.kind.id} ${cell.engine.host}`;
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()];
}

/** After a fault the next has a container of its own. */
async function* outcomesOf(
  group: readonly Cell[],
  command: EngineCommand,
  visitors: Visitors,
): AsyncGenerator<Outcome> {
  let box: Box | undefined;
  for (const cell of group) {
    const started = performance.now();
    let finding: Finding = {};
    try {
      box ??= await start(cell, command, visitors);
      if (cell.unmade) throw new Error(`its engine makes it, though ${cell.unmade.reason}`);
      await checkCell(cell, box, visitors);
    } catch (error) {
      finding = findingOf(cell, error);
      await box?.remove();
      box = undefined;
    }
    const ms = Math.round(performance.now() - started);
    yield { cell, ms, ...finding };
  }
  await box?.remove();
}

async function start(
  { kind, engine }: Cell,
  command: EngineCommand,
  { second }: Visitors,
): Promise<Box> {
  return Box.start(kind, command, async (id) => {
    await second.attach(engine.host, id, 'exec');
  });
}

function findingOf({ unmade }: Cell, error: unknown): Finding {
  if (!(error instanceof Error)) return { fault: String(error) };
  if (error instanceof NotMade && unmade?.says.test(error.message)) {
    return { unmade: error.message };
  }
  return { fault: told(error) };
}

function told(error: Error): string {
  const stack = process.env['DOCKHOP_MATRIX_STACKS'] === undefined ? '' : `\n${error.stack ?? ''}`;
  const isCommand = error.message.startsWith('Command failed: ');
  return `${isCommand ? lastLine(error.message) : error.message}${stack}`;
}

export function lineOf({ cell, fault, unmade, ms }: Outcome): string {
  const wanted = cell.refusal ? `refused with ${cell.refusal.code}` : 'works';
  const state = fault ?? (unmade === undefined ? wanted : `not made: ${unmade}`);
  return `${(ms / 1000).toFixed(1).padStart(5)} s  ${nameOf(cell)}: ${state}\n`;
}
