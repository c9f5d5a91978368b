import { DockhopError, failure } from '../errors/dockhopError.ts';
import type { Repair } from '../ports/prompter.ts';
import { agreeOnRepairs } from './accounts/mendAccounts.ts';
import { asMended, neededRepairs, serverAccountRepair } from './accounts/repairs.ts';
import { suitableAccount } from './accounts/suitableAccount.ts';
import { ownBase } from './configure/directory.ts';
import { install, type InstallPorts } from './install/install.ts';
import type { ContainerFacts } from './look/containerFacts.ts';
import { probe } from './look/probe.ts';
import {
  bringPortable,
  portableInPlace,
  type PortableInPlace,
  type PortablePorts,
} from './portable/portableUpload.ts';
import type { PrepareRequest } from './prepareContainer.ts';
import type { ScriptPlace } from './runScript.ts';

/** What preparing asks of its face, and of the host. */
export type PreparePorts = PortablePorts & InstallPorts;

/** A container that has a server. */
export interface WithServer {
  readonly facts: ContainerFacts;
  readonly installed: boolean;
  readonly portable?: PortableInPlace;
  /** Agreed on; `facts` are as they will be after these. */
  readonly repairs: readonly Repair[];
}

/**
 * Looks, installs an SSH server where there is none, and looks again. One that is brought takes its
 * place where nothing can be installed; once it is there it stays, whatever is installed later.
 * @param user as loginUser gives it.
 * @throws the failures of suitableAccount, install and bringPortable; CONSENT_NEEDED.
 */
export async function withServer(
  { engine, container, authorizedKey, portable: wanted }: PrepareRequest,
  user: string,
  ports: PreparePorts,
  signal: AbortSignal,
): Promise<WithServer> {
  const place = { engine, container };
  ports.progress.step('probe');
  const found = await probe(place, user, signal);
  const needed = neededRepairs(container, user, found);
  if (needed.length > 0) suitableAccount(place, user, asMended(container, found, needed));
  const repairs = await agreeOnRepairs(place, user, needed, ports, signal);
  const facts = asMended(container, found, repairs);
  // Nothing is installed for a preparation that would fail later.
  const { account, base } = suitableAccount(place, user, facts);
  const { uid } = account;
  const bases = base === ownBase(uid) ? [base] : facts.bases;
  const agree = (portable: Pick<PortableInPlace, 'source'>): Promise<readonly Repair[]> =>
    agreeOnServerAccount(place, { portable, facts, uid }, ports, signal);
  const withPortable = (
    portable: PortableInPlace,
    installed: boolean,
    more: readonly Repair[],
  ) => ({
    facts: asMended(container, facts, more),
    installed,
    portable,
    repairs: [...repairs, ...more],
  });

  const inPlace = await portableInPlace(facts, bases, ports);
  if (inPlace) return withPortable(inPlace, false, await agree(inPlace));
  if (facts.sshd && wanted !== 'always') return { facts, installed: false, repairs };
  const bring = async (instead?: DockhopError): Promise<WithServer> => {
    let more: readonly Repair[] = [];
    const onAgreed = async (source: PortableInPlace['source']): Promise<void> => {
      more = await agree({ source });
    };
    const request = { facts, uid, bases, authorizedKey, onAgreed, ...(instead ? { instead } : {}) };
    const portable = await bringPortable(place, request, ports, signal);
    return withPortable(portable, true, more);
  };
  try {
    if (wanted) return await bring();
  } catch (error) {
    // It was preferred, not insisted on.
    const isUnfit = error instanceof DockhopError && error.code === 'PORTABLE_UNFIT';
    if (wanted === 'always' || !isUnfit) throw error;
    ports.log.info(error.message);
  }
  try {
    await install(place, facts, ports, signal);
  } catch (error) {
    if (error instanceof DockhopError && isReplaceable(error)) return bring(error);
    throw error;
  }
  const now = asMended(container, await probe(place, user, signal), repairs);
  return { facts: now, installed: true, repairs };
}

/** May a server that is brought stand in where an installation failed like this? */
function isReplaceable({ code }: DockhopError): boolean {
  return code === 'NO_PACKAGE_MANAGER' || code === 'INSTALL_FAILED' || code === 'CAPS_MISSING';
}

/** The host's sshd, run by root, wants an account of its own; a user runs it without. */
async function agreeOnServerAccount(
  place: ScriptPlace,
  {
    portable: { source },
    facts,
    uid,
  }: { portable: Pick<PortableInPlace, 'source'>; facts: ContainerFacts; uid: number },
  ports: PreparePorts,
  signal: AbortSignal,
): Promise<readonly Repair[]> {
  if (source !== 'host' || uid !== 0 || facts.hasServerAccount) return [];
  const { container } = place;
  const repair = serverAccountRepair(container, facts);
  if (repair) return agreeOnRepairs(place, repair.user, [repair], ports, signal);
  const reason = 'it has no account sshd, and its /etc/passwd cannot be edited';
  throw failure('PORTABLE_UNFIT', { container: container.name, reason });
}
