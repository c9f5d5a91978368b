import { hostPort } from './hopAddress.ts';
import { lastHop, type HopPath } from './path.ts';
import { SessionGate, type Pass } from './sessionGate.ts';

/** Below the ten unfinished logins from which sshd turns some away (sshd_config(5), MaxStartups). */
const maxLogins = 4;
/** Each may log in at the same jump host by itself, where we cannot count. */
const maxCommands = 3;

/**
 * Lets a few logins go on at a time: to and through the same first machine, and over ProxyCommands
 * whatever they lead to. The others wait their turn.
 */
export class LoginGates {
  readonly #gates = new Map<string, SessionGate>();

  /** Waits for the turn of a login to the last hop of a path, whose carrier is there already. */
  async enter(path: HopPath, signals: readonly AbortSignal[]): Promise<Pass> {
    const [{ hostName, port }] = path.hops;
    return lastHop(path).via === 'command'
      ? await this.#gate('ProxyCommand', maxCommands).enter(signals)
      : await this.#gate(hostPort(hostName, port), maxLogins).enter(signals);
  }

  #gate(key: string, limit: number): SessionGate {
    const known = this.#gates.get(key);
    if (known) return known;
    const gate = new SessionGate(limit);
    this.#gates.set(key, gate);
    return gate;
  }
}
