import { hostPort } from '../config/hopAddress.ts';
import { lastHop, type HopPath } from '../config/path.ts';
import { SessionGate } from './sessionGate.ts';

/** Below the ten unfinished logins from which sshd turns some away (sshd_config(5), MaxStartups). */
const maxLogins = 4;
/** Each may log in at the same jump host by itself, where we cannot count. */
const maxCommands = 3;

/** A turn to log in. */
export interface Turn {
  /** Gives it back; more than once is in vain. */
  readonly leave: () => void;
  /** The server has no room for as many as there are: one fewer goes on at a time from now on. */
  readonly turnedAway: () => void;
}

interface Gate {
  readonly sessions: SessionGate;
  limit: number;
}

/**
 * Lets a few logins go on at a time: to and through the same first machine, and over ProxyCommands
 * whatever they lead to. The others wait their turn.
 */
export class LoginGates {
  readonly #gates = new Map<string, Gate>();

  /** Waits for the turn of a login to the last hop of a path, whose carrier is there already. */
  async enter(path: HopPath, signals: readonly AbortSignal[]): Promise<Turn> {
    const [{ hostName, port }] = path.hops;
    const gate =
      lastHop(path).via === 'command'
        ? this.#gate('ProxyCommand', maxCommands)
        : this.#gate(hostPort(hostName, port), maxLogins);
    const { leave } = await gate.sessions.enter(signals);
    const turnedAway = (): void => {
      gate.limit = Math.max(1, gate.limit - 1);
      gate.sessions.narrow(gate.limit);
    };
    return { leave, turnedAway };
  }

  #gate(key: string, limit: number): Gate {
    const known = this.#gates.get(key);
    if (known) return known;
    const gate = { sessions: new SessionGate(limit), limit };
    this.#gates.set(key, gate);
    return gate;
  }
}
