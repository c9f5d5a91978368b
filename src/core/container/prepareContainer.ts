import type { ContainerDetails } from '../engine/container.ts';
import type { ExecEngine } from '../engine/engine.ts';
import { failure } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import { configure } from './configure/configure.ts';
import type { ContainerFacts } from './look/containerFacts.ts';
import { missingCapabilities } from './look/capabilities.ts';
import { startDaemon, type Daemon } from './configure/daemon.ts';
import { directoryOf } from './configure/directory.ts';
import type { ChoosePort } from './configure/sshPort.ts';
import { sessionEnvironment } from './configure/environment.ts';
import { loginUser } from './accounts/loginUser.ts';
import { mendAccounts } from './accounts/mendAccounts.ts';
import { suitableAccount, type SuitableAccount } from './accounts/suitableAccount.ts';
import { lackingForEditor, needsOfEditor } from './look/missingForEditor.ts';
import { isAtLeast } from './look/opensshVersion.ts';
import { portableServerIn, type Server } from './portable/portablePlace.ts';
import { modeWith, type PortableInPlace } from './portable/portableUpload.ts';
import type { Preparation } from './preparation.ts';
import type { ScriptPlace } from './runScript.ts';
import { withServer, type PreparePorts } from './withServer.ts';

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
  /** For the routes that need a port: also make sshd listen, where this says. */
  readonly daemon?: ChoosePort;
  /**
   * When to bring the portable server although packages could be installed: where there is no server,
   * or `always`, whatever the container has. By default only where they cannot.
   */
  readonly portable?: 'absent' | 'always';
}

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
  const server = { directory, sshd: sshd.path, enterUid, reload: configured.changed };
  const listening = daemon && (await listen(place, daemon, server, signal));
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
    changed: installed || repairs.length > 0 || configured.changed || listening?.isNew === true,
    installed,
    portable: portable !== undefined,
    hostKey: configured.hostKey,
    ...(listening ? { daemon: listening } : {}),
    repairs: repairs.map(({ kind }) => kind),
    missing: [...needsOfEditor(facts), ...lackingForEditor(facts)],
    leftOutEnv: environment.leftOut,
  };
}

async function listen(
  place: ScriptPlace,
  choosePort: ChoosePort,
  server: Omit<Daemon, 'port'>,
  signal: AbortSignal,
): Promise<NonNullable<Preparation['daemon']>> {
  const port = await choosePort(server, signal);
  const state = await startDaemon(place, { ...server, port }, signal);
  return { port, isNew: state === 'started' };
}

function checkRunning({ id, name, state }: ContainerDetails): void {
  if (state !== 'running') throw failure('CONTAINER_STOPPED', { container: name, state });
  // It becomes part of a path and of a ProxyCommand.
  if (!/^[0-9a-f]{64}$/.test(id)) {
    throw failure('CONTAINER_ANSWER_INVALID', { container: name, reason: 'its id is not one' });
  }
}

interface Suitable extends SuitableAccount {
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
    const { base, version } = portable;
    const mode = modeWith(portable, facts, fit);
    return { ...fit, mode, base, sshd: portableServerIn(base, id, fit.account.uid, version) };
  }
  const unfit = (reason: string) => failure('CONTAINER_UNFIT', { container: name, reason });
  const { sshd } = facts;
  if (!sshd) throw unfit('its package has no sshd in any usual place');
  if (!sshd.version) throw unfit(`${sshd.path} does not say that it is OpenSSH`);
  if (!isAtLeast(sshd.version, 7, 0)) throw unfit(`its ${sshd.version.text} is too old`);
  if (!facts.hasKeygen) throw unfit('it has no ssh-keygen');
  return { ...fit, sshd: { path: sshd.path, version: sshd.version, keygen: 'ssh-keygen' } };
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
