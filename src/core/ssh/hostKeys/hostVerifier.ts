import { failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { configValue } from '../config/configValue.ts';
import { addressOf } from '../config/hopAddress.ts';
import { fingerprintOf, keyTypeOf } from './hostKey.ts';
import type { KnownHosts } from './knownHosts.ts';
import type { Hop } from '../config/path.ts';
import { StepBack } from '../stepBack.ts';
import { systemReason } from '../systemReason.ts';

interface Tools {
  readonly knownHosts: KnownHosts;
  readonly prompter: Prompter;
  readonly log: Log;
  /** Leave a host with a certificate to the ssh program. */
  readonly stepsBack?: boolean;
}

/**
 * Decides about the key that a hop showed. StrictHostKeyChecking says what happens to an
 * *unknown* key; a changed or revoked one never passes, whatever the configuration says.
 * @throws HOST_KEY_UNKNOWN, HOST_KEY_CHANGED, HOST_KEY_REVOKED; StepBack; the signal's reason.
 */
export async function verifyHostKey(
  hop: Hop,
  blob: Buffer,
  { knownHosts, prompter, log, stepsBack = false }: Tools,
  signal: AbortSignal,
): Promise<void> {
  const verdict = knownHosts.verdict(blob);
  if (verdict.state === 'known') return;
  if (stepsBack && verdict.state !== 'revoked' && knownHosts.hasAuthority) {
    throw new StepBack('certificate');
  }
  const place = { hop: hop.name, address: addressOf(hop) };
  if (verdict.state === 'changed' || verdict.state === 'revoked') {
    const code = verdict.state === 'changed' ? 'HOST_KEY_CHANGED' : 'HOST_KEY_REVOKED';
    throw failure(code, { ...place, file: verdict.file }, { hop: hop.name });
  }
  const key = { keyType: keyTypeOf(blob) ?? 'unknown', fingerprint: fingerprintOf(blob) };
  const question = { ...place, ...key };
  const ask = (): Promise<string> => prompter.trustHostKey(question, signal);
  if (!knownHosts.canGrow || !(await mayTrust(hop, ask))) {
    signal.throwIfAborted();
    throw failure('HOST_KEY_UNKNOWN', question, { hop: hop.name });
  }
  signal.throwIfAborted();
  await remember(
    knownHosts,
    blob,
    `${question.keyType} ${question.fingerprint} of ${hop.name}`,
    log,
  );
}

/** What the person's StrictHostKeyChecking says about a key that nobody knows yet. */
async function mayTrust(hop: Hop, ask: () => Promise<string>): Promise<boolean> {
  const setting = configValue(hop.config, 'stricthostkeychecking') ?? 'ask';
  // `ssh -G` prints yes and no as true and false.
  if (['yes', 'true'].includes(setting)) return false;
  if (['no', 'off', 'false', 'accept-new'].includes(setting)) return true;
  return (await ask()) === 'yes';
}

/** As with ssh, a key that was trusted and cannot be written down is no reason to stop. */
async function remember(
  knownHosts: KnownHosts,
  blob: Buffer,
  what: string,
  log: Log,
): Promise<void> {
  try {
    const file = await knownHosts.add(blob);
    log.info(file === undefined ? `Trusted ${what}, for now` : `Wrote ${what} to ${file}`);
  } catch (error) {
    log.warn(`Cannot write ${what} to known_hosts: ${systemReason(error)}`);
  }
}
