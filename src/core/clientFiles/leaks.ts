import type { HostConfig } from '../ssh/config/hostConfig.ts';
import { entryKeywords } from './entryText.ts';

/** An option that ssh takes for an alias from elsewhere than its entry. */
export interface Leak {
  /** As `ssh -G` says it: in lower case. */
  readonly option: string;
  readonly value: string;
}

/**
 * Options beside our own that change what a session on an alias does, or lets it do: those that add
 * up (ssh_config(5): each of them is used, so an entry cannot take them back), and those that an
 * entry leaves to the person. What else `Host *` may say of algorithms, logs or time is theirs.
 */
const telling: ReadonlySet<string> = new Set([
  'batchmode',
  'certificatefile',
  'connecttimeout',
  'dynamicforward',
  'exitonforwardfailure',
  'forkafterauthentication',
  'globalknownhostsfile',
  'identityfile',
  'knownhostscommand',
  'localforward',
  'pkcs11provider',
  'proxyjump',
  'proxyusefdpass',
  'remoteforward',
  'sendenv',
  'sessiontype',
  'setenv',
  'stdinnull',
  'tunnel',
]);

/** What Linux systems send to every host, and what nobody's session is harmed by. */
const harmlessVariable = /^(LANG|LC_\*|LC_[A-Z]+|COLORTERM|NO_COLOR)$/;

/**
 * What ssh takes for an alias that its entry does not say.
 * @param meant `ssh -G` by the file of entries alone, a person's own lines in it among them.
 * @param found `ssh -G` as everybody will call it.
 */
export function leaksOf(meant: HostConfig, found: HostConfig): readonly Leak[] {
  const leaks: Leak[] = [];
  for (const [option, values] of found) {
    if (!telling.has(option) && !entryKeywords.has(option)) continue;
    const intended = [...(meant.get(option) ?? [])];
    for (const value of values) {
      const at = intended.indexOf(value);
      if (at >= 0) intended.splice(at, 1);
      else if (!isHarmless(option, value)) leaks.push({ option, value });
    }
  }
  return leaks;
}

/**
 * Whether the person should hear of a leak. Another identity is only offered after ours, and the
 * proof has just shown that the time is enough.
 */
export function isWorthTelling({ option }: Leak): boolean {
  return !['identityfile', 'certificatefile', 'connecttimeout'].includes(option);
}

function isHarmless(option: string, value: string): boolean {
  return option === 'sendenv' && value.split(/\s+/).every((name) => harmlessVariable.test(name));
}
