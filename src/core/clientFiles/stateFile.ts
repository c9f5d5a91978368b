import * as v from 'valibot';
import { failure } from '../errors/dockhopError.ts';
import { readIfThere, writeAtomically } from './atomicFile.ts';
import { checkOwn, type DockhopHome } from './dockhopHome.ts';
import type { EntryRecord } from './entry.ts';

/** What Dockhop remembers between runs; both faces read and write it. */
export interface State {
  readonly version: 1;
  /** The hosts that the person chose, as they name them to ssh. */
  readonly hosts: readonly string[];
  readonly entries: readonly EntryRecord[];
  /** The configs that hold our Include line. */
  readonly configs: readonly IncludingConfig[];
  /** Entries that the person wrote themselves, and wants used as they are. */
  readonly adopted: readonly Adoption[];
}

/** A `Host` of the person's own that leads into a container. */
export interface Adoption {
  readonly alias: string;
  readonly host: string;
  readonly engine: string;
  readonly containerName: string;
}

export interface IncludingConfig {
  /** Absolute path. */
  readonly file: string;
  /** Made by us: removed again with the line when nothing else is in it. */
  readonly created: boolean;
}

const emptyState: State = { version: 1, hosts: [], entries: [], configs: [], adopted: [] };

// Loose objects: what a later version adds survives an earlier one.
const record = v.looseObject({
  alias: v.string(),
  host: v.string(),
  engine: v.string(),
  containerId: v.string(),
  containerName: v.string(),
  user: v.string(),
  uid: v.number(),
  route: v.picklist(['exec', 'published', 'bridge']),
  through: v.exactOptional(v.string()),
  pinned: v.exactOptional(v.boolean()),
  toldPorts: v.exactOptional(v.array(v.string())),
  mode: v.picklist(['root', 'user']),
  directory: v.string(),
  folder: v.string(),
  place: v.exactOptional(v.string()),
  proof: v.exactOptional(
    v.looseObject({ at: v.string(), startedAt: v.string(), entryHash: v.string() }),
  ),
});

const adoption = v.looseObject({
  alias: v.string(),
  host: v.string(),
  engine: v.string(),
  containerName: v.string(),
});

const schema: v.GenericSchema<unknown, State> = v.looseObject({
  version: v.literal(1),
  hosts: v.array(v.string()),
  entries: v.array(record),
  configs: v.optional(v.array(v.looseObject({ file: v.string(), created: v.boolean() })), []),
  adopted: v.optional(v.array(adoption), []),
});

/**
 * The state; an empty one only where there is no file yet.
 * @throws FILE_DAMAGED, also for one of a newer Dockhop, FILE_UNREADABLE, HOME_UNSAFE
 */
export async function readState(home: DockhopHome): Promise<State> {
  if (!(await checkOwn(home.stateFile, 'file'))) return emptyState;
  const bytes = await readIfThere(home.stateFile);
  return bytes === undefined ? emptyState : parseState(bytes, home.stateFile);
}

/**
 * Changes the state. Called under the file lock, so that nobody's change is lost.
 * @throws FILE_DAMAGED, FILE_UNREADABLE, FILE_UNWRITABLE, HOME_UNSAFE
 */
export async function updateState(
  home: DockhopHome,
  change: (state: State) => State,
  signal: AbortSignal,
): Promise<void> {
  const present = await readState(home);
  const next = change(present);
  // An empty state need not be a file.
  if (next === present) return;
  // In the order of the schema: what is the same is the same bytes, and is not written again.
  const text = `${JSON.stringify(v.parse(schema, next), null, 2)}\n`;
  await writeAtomically(home.stateFile, Buffer.from(text), {}, signal);
}

function parseState(bytes: Buffer, file: string): State {
  const json = parseJson(bytes, file);
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const version = v.safeParse(v.object({ version: v.number() }), json);
  const newer = version.success && version.output.version > emptyState.version;
  const reason = newer
    ? 'it was written by a newer Dockhop'
    : `it is damaged (${v.getDotPath(parsed.issues[0]) ?? 'no state'})`;
  throw failure('FILE_DAMAGED', { file, reason });
}

function parseJson(bytes: Buffer, file: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw failure('FILE_DAMAGED', { file, reason: 'it is not JSON' }, { cause: error });
  }
}
