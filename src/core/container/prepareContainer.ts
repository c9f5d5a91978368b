import type { ContainerDetails } from '../engine/container.ts';
import type { Engine } from '../engine/engine.ts';
import { failure } from '../errors/dockhopError.ts';
import type { Log } from '../ports/log.ts';
import { configure } from './configure.ts';
import type { Account, ContainerFacts } from './containerFacts.ts';
import { missingCapabilities } from './capabilities.ts';
import { startDaemon } from './daemon.ts';
import { directoryOf, type Base } from './directory.ts';
import { sessionEnvironment } from './environment.ts';
import { install, type InstallPorts } from './install.ts';
import { loginName, loginUser } from './loginUser.ts';
import { lackingForEditor, needsOfEditor } from './missingForEditor.ts';
import { isAtLeast, type OpensshVersion } from './opensshVersion.ts';
import type { Preparation } from './preparation.ts';
import { probe } from './probe.ts';
import type { ScriptPlace } from './runScript.ts';
import { sshdMode } from './sshdMode.ts';
import type { SshdPlace } from './sshdPlaces.ts';

export interface PrepareRequest {
  readonly engine: Engine;
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
}

export interface PreparePorts extends InstallPorts {
  readonly log: Log;
}

/**
 * Makes a container accept SSH for one user and one laptop. What is right already is left as it is:
 * then it takes one look, one comparison, and writes nothing.
 * @throws CONTAINER_STOPPED, USER_UNKNOWN, ACCOUNT_LOCKED, CAPS_MISSING, NO_WRITABLE_PLACE,
 * CONTAINER_UNFIT and the failures of install, configure and startDaemon.
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
  const { facts, installed } = await withServer(place, user, ports, signal);
  const fit = suitable(place, user, facts);
  const environment = sessionEnvironment(container.env, fit.sshd.version);
  noteOddities(place, fit, facts, ports.log);

  ports.progress.step('configure');
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
    hostKey: configured.hostKey,
    repairs: [],
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

/** Looks, installs an SSH server where there is none, and looks again. */
async function withServer(
  place: ScriptPlace,
  user: string,
  ports: PreparePorts,
  signal: AbortSignal,
): Promise<{ facts: ContainerFacts; installed: boolean }> {
  ports.progress.step('probe');
  const facts = await probe(place, user, signal);
  if (facts.sshd) return { facts, installed: false };
  // Nothing is installed for a preparation that would fail later.
  suitableAccount(place, user, facts);
  await install(place, facts, ports, signal);
  return { facts: await probe(place, user, signal), installed: true };
}

interface Suitable {
  readonly account: Account;
  readonly mode: 'root' | 'user';
  readonly base: Base;
  readonly sshd: { readonly path: SshdPlace; readonly version: OpensshVersion };
}

function suitable(place: ScriptPlace, user: string, facts: ContainerFacts): Suitable {
  const { name } = place.container;
  const unfit = (reason: string) => failure('CONTAINER_UNFIT', { container: name, reason });
  const { sshd } = facts;
  if (!sshd) throw unfit('its package has no sshd in any usual place');
  if (!sshd.version) throw unfit(`${sshd.path} does not say that it is OpenSSH`);
  if (!isAtLeast(sshd.version, 7, 0)) throw unfit(`its ${sshd.version.text} is too old`);
  if (!facts.hasKeygen) throw unfit('it has no ssh-keygen');
  return {
    ...suitableAccount(place, user, facts),
    sshd: { path: sshd.path, version: sshd.version },
  };
}

function suitableAccount(
  { container: { name: container } }: ScriptPlace,
  user: string,
  facts: ContainerFacts,
): Pick<Suitable, 'account' | 'mode' | 'base'> {
  const { account, loginsBlocked } = facts;
  const unknown = (reason: string) => failure('USER_UNKNOWN', { user, container, reason });
  if (!account) throw unknown('it is not in /etc/passwd');
  if (!loginName.test(account.name)) throw unknown('its name is not a plain login name');
  if (/\/(nologin|false)$/.test(account.shell) || !account.shellRuns) {
    throw unknown(`its shell is ${account.shell}`);
  }
  if (loginsBlocked && account.uid !== 0) throw unknown('/etc/nologin keeps all but root out');
  const mode = sshdMode(container, account, facts.capabilities);
  const [base] = facts.bases;
  if (!base) throw failure('NO_WRITABLE_PLACE', { container });
  return { account, mode, base };
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
