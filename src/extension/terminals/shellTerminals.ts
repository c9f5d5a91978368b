import * as vscode from 'vscode';
import { plainText } from '../../core/errors/dockhopError.ts';
import type { ReachedContainer } from '../../core/engine/streams/hangUp.ts';
import { nameOf, type ContainerTarget } from '../explorer/containerTarget.ts';
import type { OutputLog } from '../log.ts';
import { ShellTerminal } from './shellTerminal.ts';

/** Reaches a container as it is now. */
export type ReachContainer = (
  target: ContainerTarget,
  signal: AbortSignal,
) => Promise<ReachedContainer>;

/** The shells of this window. An engine ends none of them by itself. */
export class ShellTerminals {
  readonly #reach: ReachContainer;
  readonly #log: OutputLog;
  readonly #all = new Set<ShellTerminal>();

  constructor(reach: ReachContainer, log: OutputLog) {
    this.#reach = reach;
    this.#log = log;
  }

  /** How a terminal with a shell in a container is made; as `user` or the container's own. */
  optionsFor(target: ContainerTarget, user?: string): vscode.ExtensionTerminalOptions {
    const name = plainText(nameOf(target));
    const pty = new ShellTerminal({
      ...{ name, log: this.#log },
      onGone: (terminal) => this.#all.delete(terminal),
      reach: (signal) => this.#reach(target, signal),
      ...(user === undefined ? {} : { user }),
    });
    this.#all.add(pty);
    return {
      name: user === undefined ? name : `${name} (${user})`,
      pty,
      iconPath: new vscode.ThemeIcon('vm-running'),
    };
  }

  /** Hangs up on every shell. */
  async end(): Promise<void> {
    await Promise.all([...this.#all].map((terminal) => terminal.end()));
  }
}
