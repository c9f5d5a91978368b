import * as v from 'valibot';
import { unknownHost, type Door, type HostHint } from '../ports/hints.ts';
import { isPlainWord } from '../ssh/plainWord.ts';

/** Of each kind; the oldest goes first. */
const most = 300;

const fingerprint = v.pipe(v.string(), v.regex(/^SHA256:[A-Za-z0-9+/]{43}$/));
const keySchema = v.object({
  server: fingerprint,
  user: v.pipe(v.string(), v.maxLength(256)),
  key: fingerprint,
});
// As the search for engines has them.
const socketSchema = v.pipe(
  v.string(),
  v.startsWith('/'),
  v.maxLength(1024),
  v.check(isPlainWord, 'not a plain word'),
);
const hostSchema = v.object({
  name: v.pipe(v.string(), v.maxLength(1024)),
  sockets: v.pipe(v.array(socketSchema), v.maxLength(8)),
  posixShell: v.boolean(),
});
const schema = v.object({
  version: v.literal(1),
  keys: v.pipe(v.array(keySchema), v.maxLength(most)),
  hosts: v.pipe(v.array(hostSchema), v.maxLength(most)),
});

/** All that is kept of what was learned on the way to hosts; the newest last. */
export type KeptHints = v.InferOutput<typeof schema>;

export const nothingKept: KeptHints = { version: 1, keys: [], hosts: [] };

/** What a file says; nothing where that is not exactly what Dockhop writes. */
export function parseHints(text: string): KeptHints {
  try {
    return v.parse(schema, JSON.parse(text));
  } catch {
    return nothingKept;
  }
}

/** The same object where it is known already, or where what is to be noted is nothing that is ever kept. */
export function withKey(hints: KeptHints, door: Door, key: string): KeptHints {
  const noted = { server: door.hostFingerprint, user: door.user, key };
  const isKnown = hints.keys.some((one) => isAt(door, one) && one.key === key);
  if (isKnown || !v.is(keySchema, noted)) return hints;
  return { ...hints, keys: [...withoutKey(hints, door).keys, noted].slice(-most) };
}

export function withoutKey(hints: KeptHints, door: Door): KeptHints {
  const keys = hints.keys.filter((one) => !isAt(door, one));
  return keys.length === hints.keys.length ? hints : { ...hints, keys };
}

export function withHost(hints: KeptHints, name: string, hint: HostHint): KeptHints {
  const noted = { name, sockets: [...hint.sockets].sort(), posixShell: hint.posixShell };
  const known = hints.hosts.find((one) => one.name === name);
  if (JSON.stringify(known) === JSON.stringify(noted)) return hints;
  // What cannot be kept is not what it was either.
  const isKept = v.is(hostSchema, noted) && (noted.sockets.length > 0 || noted.posixShell);
  if (!known && !isKept) return hints;
  const others = hints.hosts.filter((one) => one !== known);
  return { ...hints, hosts: [...others, ...(isKept ? [noted] : [])].slice(-most) };
}

/** The fingerprint of the key that was enough at a door. */
export function keyFor({ keys }: KeptHints, door: Door): string | undefined {
  return keys.find((one) => isAt(door, one))?.key;
}

export function hostOf({ hosts }: KeptHints, name: string): HostHint {
  const { sockets, posixShell } = hosts.find((one) => one.name === name) ?? unknownHost;
  return { sockets, posixShell };
}

function isAt({ hostFingerprint, user }: Door, one: KeptHints['keys'][number]): boolean {
  return one.server === hostFingerprint && one.user === user;
}
