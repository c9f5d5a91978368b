import * as vscode from 'vscode';
import { ContainerForward, type ForwardPlace } from '../../core/forwards/containerForward.ts';
import { forwardsKey } from '../commandIds.ts';
import { targetKey, type ContainerTarget } from '../explorer/containerTarget.ts';

/** One forwarded port of this window. */
export interface Forward {
  readonly kind: 'forward';
  readonly target: ContainerTarget;
  readonly way: ContainerForward;
}

/** Reaches a container as it is now; a connection that came from outside asks nobody anything. */
export type ReachForForward = (
  target: ContainerTarget,
  signal: AbortSignal,
  isAsked: boolean,
) => Promise<ForwardPlace>;

/** The forwarded ports of this window; they end with it. */
export class Forwards {
  readonly #reach: ReachForForward;
  readonly #onGone: (forward: Forward) => void;
  readonly #changed = new vscode.EventEmitter<Forward | undefined>();
  /** Of one that looks different now, else of which there are. */
  readonly onDidChange = this.#changed.event;
  #all: readonly Forward[] = [];

  /** @param onGone told when a container, and with it a forward of it, is gone. */
  constructor(reach: ReachForForward, onGone: (forward: Forward) => void) {
    this.#reach = reach;
    this.#onGone = onGone;
  }

  get all(): readonly Forward[] {
    return this.#all;
  }

  /** Forwards a port of a container; one that is forwarded already is given back as it is. */
  async add(target: ContainerTarget, port: number, signal: AbortSignal): Promise<Forward> {
    const isSame = (forward: Forward): boolean =>
      forward.way.port === port && targetKey(forward.target) === targetKey(target);
    const known = this.#all.find(isSame);
    if (known) return known;
    let isAsked = true;
    const way = await ContainerForward.open(
      {
        port,
        reach: (stop) => this.#reach(target, stop, isAsked),
        onChange: () => {
          this.#changed.fire(this.#all.find(isSame));
        },
        onGone: () => {
          this.#forget(forward);
          this.#onGone(forward);
        },
      },
      signal,
    );
    isAsked = false;
    const forward: Forward = { kind: 'forward', target, way };
    this.#set([...this.#all, forward]);
    return forward;
  }

  async stop(forward: Forward): Promise<void> {
    this.#forget(forward);
    await forward.way.close();
  }

  /** Resolves when nothing listens any more. */
  async end(): Promise<void> {
    const all = this.#all;
    this.#set([]);
    await Promise.all(all.map(({ way }) => way.close()));
    this.#changed.dispose();
  }

  #forget(forward: Forward): void {
    this.#set(this.#all.filter((other) => other !== forward));
  }

  #set(all: readonly Forward[]): void {
    this.#all = all;
    void vscode.commands.executeCommand('setContext', forwardsKey, all.length > 0);
    this.#changed.fire(undefined);
  }
}
