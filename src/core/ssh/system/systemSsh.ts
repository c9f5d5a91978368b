import { rm } from 'node:fs/promises';
import { DockhopError } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import type { Prompter } from '../../ports/prompter.ts';
import { unlessAborted } from '../abortListening.ts';
import { AskpassDesk } from './askpassDesk.ts';
import type { HopConnection, Transport } from '../connection.ts';
import { configPath, configValue } from '../config/configValue.ts';
import { holdMaster, isMasterLive } from './controlSocket.ts';
import { lost } from '../hopFailure.ts';
import { withMasterLock } from './masterLock.ts';
import { isMasterOf, noteMasterOf } from './masterRecord.ts';
import { MasterLink } from './masterLink.ts';
import { OwnLoginLink } from './ownLoginLink.ts';
import { lastHop, type HopPath } from '../config/path.ts';
import { makePrivateDirectory } from '../privateDirectory.ts';
import { SharedWays, type SharedConfig, type SharedWay } from '../sharedWays.ts';
import { sshProgramOf, type SshSettings } from '../sshProgram.ts';
import { startMaster } from './startMaster.ts';
import type { StepBackReason } from '../stepBack.ts';
import type { SystemLink } from './systemLink.ts';
import { SystemConnection } from './systemConnection.ts';
import { answerNeeded, unanswered } from './systemLogin.ts';
import { startSystemProgram } from './systemProgram.ts';
import { tellForAWhile, toldTexts } from '../tellForAWhile.ts';
import { wayToHop } from '../builtin/wayToHop.ts';

export interface SystemSshOptions {
  readonly settings: SshSettings;
  readonly shared: SharedConfig;
  readonly log: Log;
  readonly platform?: NodeJS.Platform;
}

interface Errand {
  readonly path: HopPath;
  readonly carrier: HopConnection | undefined;
  readonly prompter: Prompter;
  /** Why ssh2 does not do it, for the person. */
  readonly reason: string;
  /** Known beforehand: to begin a login that nobody ends could send a code to somebody's phone. */
  readonly willAsk: boolean;
}

/** The system's ssh as the one who speaks SSH (ssh(1)). */
export class SystemSsh {
  readonly #options: SystemSshOptions;
  readonly #choices = new Map<string, StepBackReason>();
  readonly #told = new Set<string>();
  readonly #ways: SharedWays;

  constructor(options: SystemSshOptions) {
    this.#options = options;
    this.#ways = new SharedWays(options, this.#platform);
  }

  /** Why the ssh program was needed for a hop before. */
  remembered(path: HopPath): StepBackReason | undefined {
    return this.#choices.get(keyOf(path));
  }

  remember(path: HopPath, reason: StepBackReason): void {
    this.#choices.set(keyOf(path), reason);
  }

  /** Says, once a hop, that each window will ask anew, and why. */
  tellUnshared(hop: string, prompter: Prompter, signal: AbortSignal): void {
    if (this.#told.has(hop)) return;
    this.#told.add(hop);
    tellForAWhile(prompter, hop, toldTexts.unshared, signal);
  }

  /** True where one login to this hop can serve all programs that need it. */
  async canShare(path: HopPath, signal: AbortSignal): Promise<boolean> {
    return (await this.#ways.to(path, signal)) !== undefined;
  }

  /** True where a master of ours, from another window or an earlier run, is logged in to the hop. */
  async hasMaster(path: HopPath, signal: AbortSignal): Promise<boolean> {
    if (!(await this.#ways.hasSockets())) return false;
    const shared = await this.#ways.to(path, signal);
    if (!shared || !(await isMasterLive(shared.controlPath, signal))) return false;
    return await isMasterOf(path, shared.controlPath);
  }

  /** The control socket of a master that the person runs for the hop themselves. */
  async personsMaster(path: HopPath, signal: AbortSignal): Promise<string | undefined> {
    const hop = lastHop(path);
    const named = configValue(hop.config, 'controlpath');
    if (named === undefined || this.#platform === 'win32') return undefined;
    const controlPath = configPath(named, hop);
    if (controlPath === undefined) return undefined;
    return (await isMasterLive(controlPath, signal)) ? controlPath : undefined;
  }

  /**
   * Connects to the last hop of a path, with one login for everything where that can be.
   * @throws DockhopError naming the hop; the signal's reason.
   */
  async reach(errand: Errand, signal: AbortSignal): Promise<HopConnection> {
    const { path } = errand;
    const own = await this.personsMaster(path, signal);
    if (own !== undefined) {
      const reason = 'your own shared connection to it is open';
      const link = await this.#masterLink(path, own, undefined, reason, signal);
      if (link) return this.#connection(errand, link);
    }
    const shared = await this.#ways.to(path, signal);
    if (!shared) return await this.#byItself(errand, signal);
    const { controlPath } = shared;
    await withMasterLock(controlPath, signal, async () => {
      if (await isMasterLive(controlPath, signal)) {
        if (await isMasterOf(path, controlPath)) return;
        await this.#retire(controlPath, signal);
      }
      // Of a master that was killed: ssh would share nothing then.
      await rm(controlPath, { force: true });
      await this.#login(errand, shared, signal);
    });
    const logFile = logFileOf(controlPath);
    const link = await this.#masterLink(path, controlPath, logFile, errand.reason, signal);
    if (!link) throw lost(lastHop(path), 'its shared connection ended at once');
    return this.#connection(errand, link);
  }

  get #platform(): NodeJS.Platform {
    return this.#options.platform ?? process.platform;
  }

  async #login(errand: Errand, shared: SharedWay, signal: AbortSignal): Promise<void> {
    const { path, prompter, willAsk } = errand;
    const isAlone = prompter.canAsk?.() === false;
    if (willAsk && isAlone) throw answerNeeded(path);
    const program = await sshProgramOf(this.#options.settings);
    const plan = { program, way: shared.way, logFile: logFileOf(shared.controlPath) };
    const marksStrangers = await this.#ways.marksStrangers(program, signal);
    try {
      await startMaster(plan, { path, prompter, marksStrangers }, signal);
    } catch (error) {
      throw await betterKnown(isAlone ? unanswered(path, error) : error, errand, signal);
    }
    await noteMasterOf(path, shared.controlPath);
  }

  /** What rides on it goes on; nothing new does. */
  async #retire(controlPath: string, signal: AbortSignal): Promise<void> {
    const program = await sshProgramOf(this.#options.settings);
    const socket = ['-F', 'none', '-S', controlPath.replaceAll('%', '%%')];
    const stop = startSystemProgram(program, [...socket, '-O', 'stop', '--', 'dockhop'], {});
    stop.child.stdin.end();
    try {
      await unlessAborted(stop.ended, [signal]);
    } finally {
      stop.end();
    }
  }

  async #masterLink(
    path: HopPath,
    controlPath: string,
    logFile: string | undefined,
    reason: string,
    signal: AbortSignal,
  ): Promise<MasterLink | undefined> {
    const hop = lastHop(path);
    const program = await sshProgramOf(this.#options.settings);
    const held = await holdMaster(controlPath, signal);
    if (!held) return undefined;
    const transport: Transport = { client: 'system', reason };
    const sharedHops = logFile === undefined ? [] : [hop.name];
    try {
      return await MasterLink.create({
        ...{ hop, program, controlPath, logFile, held, transport, sharedHops },
      });
    } catch (error) {
      held.destroy();
      throw error;
    }
  }

  async #byItself(errand: Errand, signal: AbortSignal): Promise<HopConnection> {
    const { path, prompter, reason } = errand;
    const { settings } = this.#options;
    const program = await sshProgramOf(settings);
    const way = await wayToHop(path, program, settings.configFile, signal);
    const marksStrangers = await this.#ways.marksStrangers(program, signal);
    const directory = await makePrivateDirectory();
    // A question that a server words must not become part of a line of cmd.exe.
    const canAsk = this.#platform !== 'win32';
    const desk = canAsk ? await AskpassDesk.open() : undefined;
    const talk = { path, prompter, marksStrangers, desk };
    const transport: Transport = { client: 'system', reason };
    const link = new OwnLoginLink({ program, way, talk, directory, transport });
    const connection = this.#connection(errand, link);
    try {
      this.tellUnshared(lastHop(path).name, prompter, signal);
      // Whether it lets us in is seen now and not at the first question to an engine.
      await connection.run(['true'], { maxBytes: 1 << 16, timeoutMs: 600_000 }, signal);
      return connection;
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  #connection({ path, carrier }: Errand, link: SystemLink): HopConnection {
    return new SystemConnection(path, { link, carrier, log: this.#options.log });
  }
}

/** Why a hop is not reached through another one, that one knows best: ssh itself only fails. */
async function betterKnown(
  error: unknown,
  { path, carrier }: Errand,
  signal: AbortSignal,
): Promise<unknown> {
  const isUnreachable = error instanceof DockhopError && error.code === 'JUMP_UNREACHABLE';
  if (!isUnreachable || !carrier) return error;
  try {
    const stream = await carrier.openForward(lastHop(path), signal);
    stream.destroy();
    return error;
  } catch (known) {
    return known;
  }
}

function logFileOf(controlPath: string): string {
  return `${controlPath}.log`;
}

function keyOf({ hops }: HopPath): string {
  return JSON.stringify(
    hops.map(({ name, user, hostName, port, command }) => [name, user, hostName, port, command]),
  );
}
