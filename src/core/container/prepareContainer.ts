import type { ContainerDetails } from '../engine/container.ts';
import type { ExecEngine } from '../engine/engine.ts';
import { DockhopError, failure } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import type { Repair } from '../ports/prompter.ts';
import { configure } from './configure/configure.ts';
import type { Account, ContainerFacts } from './look/containerFacts.ts';
import { missingCapabilities } from './look/capabilities.ts';
import { startDaemon } from './configure/daemon.ts';
import { directoryOf, isMounted, ownBase, type Base } from './configure/directory.ts';
import { sessionEnvironment } from './configure/environment.ts';
import { install } from './install/install.ts';
import { loginName, loginUser } from './accounts/loginUser.ts';
import { agreeOnRepairs, mendAccounts } from './accounts/mendAccounts.ts';
import { lackingForEditor, needsOfEditor } from './look/missingForEditor.ts';
import { isAtLeast } from './look/opensshVersion.ts';
import { portableServerIn, type Server } from './portable/portablePlace.ts';
import {
  bringPortable,
  portableInPlace,
  type PortableInPlace,
  type PortablePorts,
} from './portable/portableUpload.ts';
import type { Preparation } from './preparation.ts';
import { probe } from './look/probe.ts';
import { asMended, hasShell, neededRepairs } from './accounts/repairs.ts';
import type { ScriptPlace } from './runScript.ts';
import { handsOver, sshdMode } from './configure/sshdMode.ts';

export interface PrepareRequest {
  readonly engine: ExecEngine;
  /** A running container. */
  readonly container: ContainerDetails;
  /** Login name or uid; by default the container's own user, else root. */
  readonly user?: string;
  /** `ssh-ed25519 AAAA…` of this laptop. */
  readonly authorizedKey: string;
  /** `[a-z0-9-]+`: marks this laptop's line in authorized_keys. */
  readonly laptop: string;
  /** For the route published: also start sshd on this port of the container. */
  readonly daemon?: { readonly port: number };
  /**
   * When to bring the portable server although packages could be installed: where there is no server,
   * or `always`, whatever the container has. By default only where they cannot.
   */
  readonly portable?: 'absent' | 'always';
}

export type PreparePorts = PortablePorts;

/**
 * Makes a container accept SSH for one user and one laptop. What is right already is left as it is:
 * then it takes one look, one comparison, and writes nothing.
 * @throws CONTAINER_STOPPED, USER_UNKNOWN, ACCOUNT_LOCKED, CAPS_MISSING, NO_WRITABLE_PLACE,
 * CONTAINER_UNFIT and the failures of install, bringPortable, configure and startDaemon.
 */
export async function prepareContainer(
  request: PrepareRequest,
  ports: PreparePorts,
  signal: AbortSignal,
): Promise<Preparation> {
  const { engine, container, daemon } = request;
  const place = { engine, container };
  checkRunning(container);
  const user = loginUser(container.name, request.user, container.user);
  const { facts, installed, portable, repairs } = await withServer(request, user, ports, signal);
  const fit = suitable(place, user, facts, portable);
  const environment = sessionEnvironment(container.env, fit.sshd.version);
  noteOddities(place, fit, facts, ports.log);

  ports.progress.step('configure');
  if (repairs.length > 0) {
    await mendAccounts(place, { bases: facts.bases, uid: fit.account.uid }, repairs, signal);
  }
  const configured = await configure(
    place,
    {
      ...fit,
      environment,
      profiles: facts.profiles,
      authorizedKey: request.authorizedKey,
      laptop: request.laptop,
      daemon: daemon !== undefined,
    },
    signal,
  );
  const { account, mode, sshd, base } = fit;
  const directory = directoryOf(base, container.id, account.uid);
  const enterUid = mode === 'root' ? 0 : account.uid;
  if (daemon) {
    const { port } = daemon;
    await startDaemon(
      place,
      { directory, sshd: sshd.path, enterUid, port, reload: configured.changed },
      signal,
    );
  }
  return {
    container: container.id,
    user: account.name,
    uid: account.uid,
    mode,
    enterUid,
    sshd: sshd.path,
    version: sshd.version.text,
    directory,
    home: account.home,
    installed,
    portable: portable !== undefined,
    hostKey: configured.hostKey,
    repairs: repairs.map(({ kind }) => kind),
    missing: [...needsOfEditor(facts), ...lackingForEditor(facts)],
    leftOutEnv: environment.leftOut,
  };
}

function checkRunning({ id, name, state }: ContainerDetails): void {
  if (state !== 'running') throw failure('CONTAINER_STOPPED', { container: name, state });
  // It becomes part of a path and of a ProxyCommand.
  if (!/^[0-9a-f]{64}$/.test(id)) {
    throw failure('CONTAINER_ANSWER_INVALID', { container: name, reason: 'its id is not one' });
  }
}

interface WithServer {
  readonly facts: ContainerFacts;
  readonly installed: boolean;
  readonly portable?: PortableInPlace;
  /** Agreed on; `facts` are as they will be after these. */
  readonly repairs: readonly Repair[];
}

/**
 * Looks, installs an SSH server where there is none, and looks again. The portable one takes its place
 * where nothing can be installed; once it is there it stays, whatever is installed later.
 */
async function withServer(
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
  const inPlace = await portableInPlace(facts, bases, ports);
  if (inPlace) return { facts, installed: false, portable: inPlace, repairs };
  if (facts.sshd && wanted !== 'always') return { facts, installed: false, repairs };
  const bring = async (instead?: DockhopError): Promise<WithServer> => {
    const request = { facts, uid, bases, authorizedKey, ...(instead ? { instead } : {}) };
    const portable = await bringPortable(place, request, ports, signal);
    return { facts, installed: true, portable, repairs };
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

/** May the portable server stand in where an installation failed like this? */
function isReplaceable({ code }: DockhopError): boolean {
  return code === 'NO_PACKAGE_MANAGER' || code === 'INSTALL_FAILED' || code === 'CAPS_MISSING';
}

interface Suitable {
  readonly account: Account;
  readonly mode: 'root' | 'user';
  readonly base: Base;
  readonly sshd: Server;
}

function suitable(
  place: ScriptPlace,
  user: string,
  facts: ContainerFacts,
  portable: PortableInPlace | undefined,
): Suitable {
  const { name, id } = place.container;
  const fit = suitableAccount(place, user, facts);
  if (portable) {
    const { base, server } = portable;
    return { ...fit, base, sshd: portableServerIn(base, id, fit.account.uid, server.version) };
  }
  const unfit = (reason: string) => failure('CONTAINER_UNFIT', { container: name, reason });
  const { sshd } = facts;
  if (!sshd) throw unfit('its package has no sshd in any usual place');
  if (!sshd.version) throw unfit(`${sshd.path} does not say that it is OpenSSH`);
  if (!isAtLeast(sshd.version, 7, 0)) throw unfit(`its ${sshd.version.text} is too old`);
  if (!facts.hasKeygen) throw unfit('it has no ssh-keygen');
  return { ...fit, sshd: { path: sshd.path, version: sshd.version, keygen: 'ssh-keygen' } };
}

function suitableAccount(
  { container: { name: container, mountPoints } }: ScriptPlace,
  user: string,
  facts: ContainerFacts,
): Pick<Suitable, 'account' | 'mode' | 'base'> {
  const { account, loginsBlocked } = facts;
  const unknown = (reason: string) => failure('USER_UNKNOWN', { user, container, reason });
  if (!account) throw unknown('it is not in /etc/passwd');
  if (!loginName.test(account.name)) throw unknown('its name is not a plain login name');
  if (!hasShell(account)) throw unknown(`its shell is ${account.shell}`);
  if (loginsBlocked && account.uid !== 0) throw unknown('/etc/nologin keeps all but root out');
  const mode = sshdMode(container, account, facts.capabilities);
  const base = baseFor(mountPoints, account, mode, facts);
  if (!base) throw failure('NO_WRITABLE_PLACE', { container });
  return { account, mode, base };
}

function baseFor(
  mountPoints: readonly string[],
  { uid }: Account,
  mode: 'root' | 'user',
  { capabilities, bases }: ContainerFacts,
): Base | undefined {
  if (mode === 'root' || handsOver(capabilities)) return bases[0];
  const base = ownBase(uid);
  return isMounted(base, mountPoints) ? undefined : base;
}

function noteOddities(
  { engine, container: { name } }: ScriptPlace,
  { account, mode }: Suitable,
  { capabilities }: ContainerFacts,
  log: Log,
): void {
  const lacks = missingCapabilities(capabilities, ['AUDIT_WRITE']).length > 0;
  // podman's containers never have it, and terminals work there.
  if (mode === 'root' && lacks && engine.info.kind === 'docker') {
    log.warn(`${name} lacks AUDIT_WRITE: terminals over SSH may fail there`);
  }
  if (!account.homeExists) log.warn(`${name}: the home of ${account.name} does not exist`);
  if (account.locked) {
    log.info(`${name}: ${account.name} is locked, so sshd runs as that user; nothing was unlocked`);
  }
}
