import { parseArgs } from 'node:util';
import { sshClients, type SshClient } from '../core/ssh/sshProgram.ts';
import { routeWishes, type RouteWish } from '../core/attach/route.ts';
import { isFolderPath } from '../core/attach/editorUri.ts';

/** What every command may be given. */
export interface CommonOptions {
  readonly json: boolean;
  /** Another ssh config, as ssh's own -F. */
  readonly configFile?: string;
  /** Who speaks SSH. */
  readonly sshClient?: SshClient;
  /** May engines that only root may use be reached by sudo? */
  readonly sudo?: boolean;
}

interface OnContainer extends CommonOptions {
  readonly host: string;
  readonly container: string;
  readonly engine?: string;
  /** Agrees to whatever would be asked, but never to an unknown host key. */
  readonly yes: boolean;
}

export type Command =
  | (CommonOptions & { readonly name: 'hosts' })
  | (CommonOptions & { readonly name: 'path'; readonly host: string })
  | (CommonOptions & { readonly name: 'ps'; readonly host?: string; readonly all: boolean })
  | (OnContainer & {
      readonly name: 'prepare';
      readonly user?: string;
      readonly start: boolean;
      readonly portable: boolean;
    })
  | (OnContainer & {
      readonly name: 'attach';
      readonly user?: string;
      readonly start: boolean;
      readonly portable: boolean;
      readonly route?: RouteWish;
      readonly folder?: string;
      readonly print: boolean;
    })
  | (OnContainer & { readonly name: 'forget'; readonly undo: boolean })
  | (CommonOptions & { readonly name: 'entries'; readonly cleanUp: boolean })
  | (CommonOptions & { readonly name: 'export'; readonly aliases: readonly string[] })
  | (CommonOptions & {
      readonly name: 'doctor';
      readonly host: string;
      readonly container?: string;
      readonly engine?: string;
      readonly yes: boolean;
      readonly fix: boolean;
    });

export interface Usage {
  readonly kind: 'usage';
  /** What was wrong; absent when help was asked for. */
  readonly problem?: string;
}

export type CommandLine = { readonly kind: 'command'; readonly command: Command } | Usage;

const options = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  config: { type: 'string', short: 'F' },
  'ssh-client': { type: 'string' },
  all: { type: 'boolean' },
  engine: { type: 'string' },
  user: { type: 'string' },
  route: { type: 'string' },
  folder: { type: 'string' },
  start: { type: 'boolean' },
  portable: { type: 'boolean' },
  print: { type: 'boolean' },
  undo: { type: 'boolean' },
  yes: { type: 'boolean' },
  'clean-up': { type: 'boolean' },
  sudo: { type: 'boolean' },
  fix: { type: 'boolean' },
} as const;

type OptionName = keyof typeof options;

/** Which options a command takes besides `--json`, `-F` and `--help`; and how many words. */
const commands: Record<Command['name'], { words: [number, number]; options: OptionName[] }> = {
  hosts: { words: [0, 0], options: [] },
  path: { words: [1, 1], options: [] },
  ps: { words: [0, 1], options: ['all', 'sudo'] },
  prepare: { words: [2, 2], options: ['engine', 'sudo', 'yes', 'user', 'start', 'portable'] },
  attach: {
    words: [2, 2],
    options: ['engine', 'sudo', 'yes', 'user', 'start', 'portable', 'route', 'folder', 'print'],
  },
  forget: { words: [2, 2], options: ['engine', 'sudo', 'yes', 'undo'] },
  entries: { words: [0, 0], options: ['clean-up'] },
  export: { words: [1, 1000], options: [] },
  doctor: { words: [1, 2], options: ['engine', 'sudo', 'yes', 'fix'] },
};

/** Arguments without the program's name, as a command or as what to say about them. */
export function parseCommandLine(words: readonly string[]): CommandLine {
  let parsed;
  try {
    parsed = parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    // parseArgs throws nothing else (Node.js documentation, util.parseArgs).
    // Its first sentence is what is wrong; others advise to write an operand that nobody meant.
    const [problem = ''] = (error instanceof Error ? error.message : String(error)).split('. ', 1);
    return usage(problem);
  }
  const { values, positionals } = parsed;
  const [name, ...operands] = positionals;
  if (values.help) return { kind: 'usage' };
  if (name === undefined) return usage('no command');
  if (!isCommandName(name)) return usage(`unknown command ${name}`);
  const { words: range, options: taken } = commands[name];
  if (operands.length < range[0]) return usage(`${name} needs more arguments`);
  if (operands.length > range[1]) return usage(`${name} takes fewer arguments`);
  if (operands.includes('')) return usage(`${name} was given an empty argument`);
  const general: OptionName[] = ['help', 'json', 'config', 'ssh-client'];
  const stray = Object.keys(values).find(
    (key) => ![...general, ...taken].some((option) => option === key),
  );
  if (stray !== undefined) return usage(`${name} does not take --${stray}`);
  return build(name, operands, values);
}

type Values = {
  [Name in OptionName]?: (typeof options)[Name]['type'] extends 'string' ? string : boolean;
};

function build(name: Command['name'], operands: readonly string[], values: Values): CommandLine {
  const sshClient = values['ssh-client'];
  if (sshClient !== undefined && !isSshClient(sshClient)) {
    return usage(`--ssh-client is one of: ${sshClients.join(', ')}`);
  }
  const common: CommonOptions = {
    json: values.json ?? false,
    ...given('configFile', values.config),
    ...given('sshClient', sshClient),
    ...given('sudo', values.sudo),
  };
  const [host = '', container = ''] = operands;
  const onContainer = {
    ...common,
    host,
    container,
    yes: values.yes ?? false,
    ...given('engine', values.engine),
  };
  const start = values.start ?? false;
  const portable = values.portable ?? false;
  switch (name) {
    case 'hosts':
      return command({ ...common, name });
    case 'path':
      return command({ ...common, name, host });
    case 'ps':
      return command({ ...common, name, all: values.all ?? false, ...given('host', operands[0]) });
    case 'prepare':
      return command({ ...onContainer, name, start, portable, ...given('user', values.user) });
    case 'forget':
      return command({ ...onContainer, name, undo: values.undo ?? false });
    case 'entries':
      return command({ ...common, name, cleanUp: values['clean-up'] ?? false });
    case 'export':
      return command({ ...common, name, aliases: operands });
    case 'doctor':
      return command({
        ...common,
        ...{ name, host, yes: values.yes ?? false, fix: values.fix ?? false },
        ...given('container', operands[1]),
        ...given('engine', values.engine),
      });
    case 'attach': {
      const { route, folder } = values;
      if (route !== undefined && !isRouteWish(route)) {
        return usage(`--route is one of: ${routeWishes.join(', ')}`);
      }
      if (folder !== undefined && !isFolderPath(folder)) {
        return usage('--folder is an absolute path in the container');
      }
      return command({
        ...onContainer,
        name,
        start,
        portable,
        print: values.print ?? false,
        ...given('user', values.user),
        ...given('route', route),
        ...given('folder', folder),
      });
    }
  }
}

function command(parsed: Command): CommandLine {
  return { kind: 'command', command: parsed };
}

function usage(problem: string): Usage {
  return { kind: 'usage', problem };
}

function given<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}

function isCommandName(text: string): text is Command['name'] {
  return Object.hasOwn(commands, text);
}

function isSshClient(text: string): text is SshClient {
  return sshClients.some((client) => client === text);
}

function isRouteWish(text: string): text is RouteWish {
  return routeWishes.some((route) => route === text);
}
