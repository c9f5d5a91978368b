import { stat } from 'node:fs/promises';
import type { AgentIdentity } from './agentIdentities.ts';
import { configPath, configValue } from '../config/configValue.ts';
import { keyTypeOf } from '../hostKeys/hostKey.ts';
import type { Identity } from './identity.ts';
import type { Hop } from '../config/path.ts';
import type { StepBackReason } from '../stepBack.ts';

/**
 * Is there a key for a hop that only the ssh program can use: one in a token (PKCS #11), a
 * certificate, or a security key (`sk-…`)?
 */
export async function beyondBuiltin(
  hop: Hop,
  identities: readonly Identity[],
  held: readonly AgentIdentity[],
): Promise<StepBackReason | undefined> {
  const provider = configValue(hop.config, 'pkcs11provider') ?? 'none';
  if (provider !== 'none') return 'pkcs11';
  const types = [
    ...held.map(({ type }) => type),
    ...identities.flatMap(({ publicBlob }) => (publicBlob && keyTypeOf(publicBlob)) ?? []),
  ];
  const isCertified =
    identities.some((identity) => identity.isCertified) || types.some(isCertificate);
  if (isCertified || (await namesCertificate(hop))) return 'certificate';
  return types.some((type) => type.startsWith('sk-')) ? 'securityKey' : undefined;
}

/** As in `ssh-rsa-cert-v01@openssh.com` (OpenSSH PROTOCOL.certkeys). */
function isCertificate(type: string): boolean {
  return /-cert-v\d+@openssh\.com$/.test(type);
}

async function namesCertificate(hop: Hop): Promise<boolean> {
  const names = hop.config.get('certificatefile') ?? [];
  const found = await Promise.all(names.map((name) => exists(configPath(name, hop))));
  return found.includes(true);
}

async function exists(file: string | undefined): Promise<boolean> {
  if (file === undefined) return false;
  // Whatever keeps it from being looked at keeps ssh from reading it.
  return await stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
