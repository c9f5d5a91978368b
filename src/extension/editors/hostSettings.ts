import * as v from 'valibot';

/** Seconds: a way over several jump hosts takes longer than one to a neighbour. */
const enoughSeconds = 60;

/** What `inspect` says of a setting. */
export interface Inspected {
  readonly defaultValue?: unknown;
  readonly globalValue?: unknown;
}

export interface Change {
  readonly key: 'remotePlatform' | 'connectTimeout';
  readonly value: unknown;
}

const platforms = v.fallback(v.record(v.string(), v.string()), {});

/**
 * What a Remote-SSH's settings lack for an alias: that it is Linux, else the person would be asked,
 * and time enough to connect. Only settings that the extension has, and none that the person set.
 * @param mayName not while the alias runs a command of its own, which the platform would break.
 */
export function lackingFor(
  alias: string,
  inspect: (key: Change['key']) => Inspected | undefined,
  mayName: boolean,
): readonly Change[] {
  const platform = inspect('remotePlatform');
  const timeout = inspect('connectTimeout');
  const changes: Change[] = [];
  if (mayName && platform?.defaultValue !== undefined) {
    const present = v.parse(platforms, platform.globalValue);
    if (present[alias] !== 'linux') {
      changes.push({ key: 'remotePlatform', value: { ...present, [alias]: 'linux' } });
    }
  }
  const isShort = typeof timeout?.defaultValue === 'number' && timeout.defaultValue < enoughSeconds;
  if (isShort && timeout.globalValue === undefined) {
    changes.push({ key: 'connectTimeout', value: enoughSeconds });
  }
  return changes;
}

/** The platforms without that of an alias; undefined where there is nothing to take out. */
export function platformsWithout(
  alias: string,
  inspected: Inspected | undefined,
): { readonly value: unknown } | undefined {
  const present = v.parse(platforms, inspected?.globalValue);
  if (present[alias] === undefined) return undefined;
  const others = Object.entries(present).filter(([other]) => other !== alias);
  // An empty object would stay in the file for ever.
  return { value: others.length === 0 ? undefined : Object.fromEntries(others) };
}
