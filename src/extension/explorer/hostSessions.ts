import type { EngineDirectory, ReachedHost } from '../../core/attach/engineDirectory.ts';
import { WakeWatch } from '../../core/ssh/wakeWatch.ts';
import { HostSession, type HostSessionOptions, type HostSnapshot } from './hostSession.ts';
import { knownValue } from './liveness.ts';

export interface HostSessionsOptions<Listed> extends Pick<
  HostSessionOptions<Listed>,
  'watchEngine'
> {
  readonly directory: EngineDirectory;
  /** Something of this host looks different now. */
  readonly onChange: (host: string) => void;
}

/**
 * A session for each chosen host; which of them run is a matter of who looks: the view must be
 * visible and the host's row expanded.
 */
export class HostSessions<Listed> {
  readonly #options: HostSessionsOptions<Listed>;
  readonly #sessions = new Map<string, HostSession<Listed>>();
  readonly #expanded = new Set<string>();
  readonly #wakeWatch = new WakeWatch(() => {
    for (const session of this.#sessions.values()) session.wake();
  });
  #visible = false;

  constructor(options: HostSessionsOptions<Listed>) {
    this.#options = options;
  }

  /** The sessions of hosts that are no longer among these end. */
  setHosts(hosts: readonly string[]): void {
    for (const [host, session] of this.#sessions) {
      if (hosts.includes(host)) continue;
      session.dispose();
      this.#sessions.delete(host);
      this.#expanded.delete(host);
    }
    for (const host of hosts) {
      if (!this.#sessions.has(host)) this.#sessions.set(host, this.#newSession(host));
    }
  }

  snapshot(host: string): HostSnapshot<Listed> {
    const session = this.#sessions.get(host);
    return session?.snapshot() ?? { host, liveness: { phase: 'idle' }, engines: [] };
  }

  /** What may be asked of a host now; undefined unless it is connected. */
  reached(host: string): ReachedHost | undefined {
    return this.#sessions.get(host)?.reached;
  }

  /** What an engine has, as it was last listed. */
  listed(host: string, engine: string): Listed | undefined {
    const found = this.snapshot(host).engines.find(({ info }) => info.id === engine);
    return found && knownValue(found.liveness);
  }

  /** The hosts that somebody looks at. */
  watched(): readonly string[] {
    return this.#visible ? [...this.#expanded] : [];
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (visible) this.#wakeWatch.start();
    else this.#wakeWatch.stop();
    for (const host of this.#sessions.keys()) this.#follow(host);
  }

  setExpanded(host: string, expanded: boolean): void {
    if (expanded) this.#expanded.add(host);
    else this.#expanded.delete(host);
    this.#follow(host);
  }

  retry(host: string): void {
    this.#sessions.get(host)?.retry();
  }

  retryAll(): void {
    for (const session of this.#sessions.values()) session.retry();
  }

  dispose(): void {
    this.#wakeWatch.stop();
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }

  #follow(host: string): void {
    this.#sessions.get(host)?.want(this.#visible && this.#expanded.has(host));
  }

  #newSession(host: string): HostSession<Listed> {
    const { directory, watchEngine, onChange } = this.#options;
    return new HostSession({
      host,
      reach: (signal, options) => directory.reach(host, signal, options),
      watchEngine,
      onChange: () => {
        onChange(host);
      },
    });
  }
}
