import { isYes } from './config/configValue.ts';
import type { KnockTools } from './builtin/connectHop.ts';
import type { HopConnection } from './connection.ts';
import type { LoginTools } from './login/login.ts';
import { lastHop, type HopPath } from './config/path.ts';
import type { SshSettings } from './sshProgram.ts';
import { StepBack, type StepBackReason } from './stepBack.ts';
import type { SystemSsh } from './system/systemSsh.ts';

/** What connecting takes. */
export interface ReachTools extends LoginTools, KnockTools {
  readonly settings: SshSettings;
  /** The ssh program as second transport; without it ssh2 does what it can. */
  readonly system?: SystemSsh;
}

type Why = StepBackReason | 'chosen' | 'sharedAlready';

/** Why the ssh program speaks SSH for a connection. */
const reasons: Readonly<Record<Why, string>> = {
  asks: 'it asks for something to be typed, and one login is shared by all that need it',
  algorithms: 'it agrees to nothing that the built-in client speaks',
  certificate: 'a certificate proves who you are',
  securityKey: 'a security key proves who you are',
  pkcs11: 'a PKCS#11 token proves who you are',
  gssapi: 'Kerberos proves who you are',
  fdpass: 'its ProxyCommand hands over a connected socket (ProxyUseFdpass)',
  sharedByUser: 'your own shared connection to it is open',
  sharedAlready: 'a login to it is shared already',
  chosen: 'the setting dockhop.ssh.client says so',
};

/**
 * Connects to the last hop of a path by whoever can: ssh2 in this process, or the ssh program. What
 * was found out about a hop is remembered.
 * @param carrier the connection to the hop before it, where there is one.
 * @throws DockhopError naming the hop; the signal's reason, leaving no socket and no child.
 */
export async function reachHop(
  path: HopPath,
  carrier: HopConnection | undefined,
  tools: ReachTools,
  signal: AbortSignal,
): Promise<HopConnection> {
  const { system, settings } = tools;
  const { client = 'auto' } = settings;
  const way = { path, carrier, tools, signal };
  if (!system || client === 'builtin') return await byBuiltin(way);
  const errand = { ...way, system };
  if (client === 'system') return await bySystem(errand, 'chosen');
  const known = await knownReason(errand);
  if (known !== undefined) return await bySystem(errand, known);
  try {
    return await byBuiltin({ ...way, tools: { ...tools, stepsBack: true } });
  } catch (error) {
    if (!(error instanceof StepBack)) throw error;
    system.remember(path, error.reason);
    return await bySystem(errand, error.reason);
  }
}

interface Way {
  readonly path: HopPath;
  readonly carrier: HopConnection | undefined;
  readonly tools: ReachTools;
  readonly signal: AbortSignal;
}

interface Errand extends Way {
  readonly system: SystemSsh;
}

/** ssh2 is loaded for the first connection: it takes longer than everything else together. */
async function byBuiltin({ path, carrier, tools, signal }: Way): Promise<HopConnection> {
  const { connectHop } = await import('./builtin/connectHop.ts');
  return await connectHop(path, carrier, tools, signal);
}

async function bySystem(
  { path, carrier, tools, system, signal }: Errand,
  why: Why,
): Promise<HopConnection> {
  const hop = lastHop(path).name;
  const { prompter, log } = tools;
  if (why === 'asks' && !(await system.canShare(path, signal))) {
    // Nothing is gained then: ssh2 asks once for all that is done here.
    system.tellUnshared(hop, prompter, signal);
    return await byBuiltin({ path, carrier, tools, signal });
  }
  const reason = reasons[why];
  log.info(`${hop} is left to the ssh program: ${reason}`);
  const willAsk = why === 'asks' || why === 'sharedAlready';
  return await system.reach({ path, carrier, prompter, reason, willAsk }, signal);
}

/** Why the ssh program must do it, where that is known before anybody has connected. */
async function knownReason({ path, system, signal }: Errand): Promise<Why | undefined> {
  const remembered = system.remembered(path);
  if (remembered !== undefined) return remembered;
  if ((await system.personsMaster(path, signal)) !== undefined) return 'sharedByUser';
  // Another window, or an earlier run, was asked already.
  if (await system.hasMaster(path, signal)) return 'sharedAlready';
  const hop = lastHop(path);
  return hop.via === 'command' && isYes(hop.config, 'proxyusefdpass') ? 'fdpass' : undefined;
}
