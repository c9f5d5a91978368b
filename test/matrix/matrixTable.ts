import { format } from 'prettier';
import { nameOf, type Cell } from './cells.ts';
import { kinds } from './kinds.ts';
import type { MatrixRecord } from './matrixRecord.ts';
import { matrixEngines } from './matrixEngines.ts';

export interface MatrixRun {
  readonly record: Pick<MatrixRecord, 'findingOf'>;
  /** `2026-11-22`. */
  readonly date: string;
  /** Of the engine of each host. */
  readonly versions: ReadonlyMap<string, string>;
  /** Of this machine's ssh. */
  readonly client: string;
}

/** The page of what works where, in Markdown as Prettier has it. */
export async function matrixPage(cells: readonly Cell[], run: MatrixRun): Promise<string> {
  const routes = [...new Set(cells.map(({ route }) => route))];
  const reasons = reasonsOf(cells);
  const symbols = (cell: Cell): string => symbolOf(cell, run.record, reasons);
  const found = cells.map(symbols);
  const count = (wanted: RegExp) => found.filter((symbol) => wanted.test(symbol)).length;
  const text = [
    '# What works where',
    'Written by `npm run test:matrix`, which makes each of these containers in the lab and does with it all that a person does. Not edited by hand.',
    `${cells.length} cells: ${count(/✓/)} work, ${count(/no/)} cannot and say so, ${count(/–/)} cannot be made by their engine, ${count(/✗/)} fail, ${count(/\?/)} were not looked at. Looked at on ${run.date}, from ${run.client}.`,
    '## How to read it',
    'A row is a container, a column an engine (by the host of the lab that leads to it), a table a route. All containers are started with 22 awkward environment variables and a `PATH` of their own, and with ports 22 and 2222 published on 127.0.0.1 where they have a network to publish from.',
    [
      '- ✓: attached without a question that was not answered by yes. The system’s `ssh` logged in; a command, a login shell and a terminal had all variables and, unless noted below, the `PATH`; `sftp` brought a file there and back; a port and a Unix socket were forwarded from there to here and from here to there; the container was restarted and attached to again, its host key the same; `forget --undo` left no file, process or mount.',
      '- no, with a number: cannot work. Attach says so with the code and for the reason below, and leaves nothing.',
      '- –: the engine itself cannot make such a container, and says so when it is told to: there is nothing to attach to.',
      '- ✗: fails, see the last section. ?: not looked at yet.',
    ].join('\n'),
    `| engine | version |\n| --- | --- |\n${matrixEngines.map(({ host, rootless }) => `| ${host} | ${run.versions.get(host) ?? '?'}${rootless ? ', rootless' : ''} |`).join('\n')}`,
    ...routes.flatMap((route) => [
      `## Route ${route}`,
      tableOf(
        cells.filter((cell) => cell.route === route),
        symbols,
      ),
    ]),
    '## Why not',
    reasons.map((reason, index) => `${index + 1}. ${reason}`).join('\n'),
    '## Notes',
    [
      '- The server of Debian 11 is OpenSSH 8.4, which takes no value that ends in a backslash: one of the 22 variables is left out, and named.',
      '- Where the root is read-only, or root may do nothing, no file can be put into `/etc/profile.d`: a login shell has the `PATH` of `/etc/profile` there.',
      '- A read-only container keeps its preparation in memory: a restart loses it with the host key, and the next attach makes and pins another.',
      '- `dnf`, `zypper` and `pacman` are the real programs over a local repository of a repackaged server: they try the package managers, not those distributions.',
      '- What the container’s own package manager installed stays after undo.',
    ].join('\n'),
    ...section('What an engine cannot make', cells, (cell) => {
      const said = run.record.findingOf(cell)?.unmade;
      return said === undefined
        ? undefined
        : `${cell.unmade?.reason ?? ''}. It says: ${plain(said)}`;
    }),
    ...section('What fails', cells, (cell) => {
      const fault = run.record.findingOf(cell)?.fault;
      return fault === undefined ? undefined : plain(fault);
    }),
  ].join('\n\n');
  return format(text, { parser: 'markdown', printWidth: 100 });
}

/** A line for each cell of which something is to be told; nothing where there is none. */
function section(
  title: string,
  cells: readonly Cell[],
  tell: (cell: Cell) => string | undefined,
): readonly string[] {
  const lines = cells.flatMap((cell) => {
    const told = tell(cell);
    return told === undefined ? [] : [`- ${nameOf(cell)}: ${told}`];
  });
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

function tableOf(cells: readonly Cell[], symbols: (cell: Cell) => string): string {
  const rows = kinds.map((kind) => {
    const row = matrixEngines.map((engine) => {
      const cell = cells.find((one) => one.kind === kind && one.engine === engine);
      return cell ? symbols(cell) : '';
    });
    return `| ${[kind.title, ...row].join(' | ')} |`;
  });
  const head = ['container', ...matrixEngines.map(({ host }) => host)];
  return [`| ${head.join(' | ')} |`, `| ${head.map(() => '---').join(' | ')} |`, ...rows].join(
    '\n',
  );
}

function reasonsOf(cells: readonly Cell[]): readonly string[] {
  const told = cells.map(({ refusal }) => refusal && reasonOf(refusal));
  return [...new Set(told.filter((reason) => reason !== undefined))];
}

function reasonOf({ code, reason }: NonNullable<Cell['refusal']>): string {
  return `\`${code}\`: ${reason}.`;
}

function symbolOf(cell: Cell, record: MatrixRun['record'], reasons: readonly string[]): string {
  const finding = record.findingOf(cell);
  if (finding === undefined) return '?';
  if (finding.fault !== undefined) return '✗';
  if (finding.unmade !== undefined) return '–';
  return cell.refusal ? `no ${reasons.indexOf(reasonOf(cell.refusal)) + 1}` : '✓';
}

/** Nothing that Markdown would read, in one line. */
function plain(text: string): string {
  return `\`${text
    .replace(/[`\s]+/g, ' ')
    .trim()
    .slice(0, 300)}\``;
}
