import type { EngineDirectory, ReachedHost } from '../../core/attach/engineDirectory.ts';
import type { Container } from '../../core/engine/container.ts';
import { LiveContainers } from '../../core/engine/liveContainers.ts';
import type { Log } from '../../core/ports/log.ts';
import { WakeWatch } from '../../core/ssh/wakeWatch.ts';
import { HostSession, type HostSnapshot } from './hostSession.ts';
import { knownValue } from './liveness.ts';

/** How long an engine's changes are gathered before its list is asked for again. */
const debounceMs = 200;

export interface HostSessionsOptions {
  readonly directory: EngineDirectory;
  readonly log: Log;
  /** Something of this host looks different now. */
  readonly onChange: (host: string) => void;
}

/**
 * A session for each chosen host; which of them run is a matter of who looks: the view must be
 * visible and the host's row expanded.
 */
export class HostSessions {
  readonly #options: HostSessionsOptions;
  readonly #sessions = new Map<string, HostSession>();
  readonly #expanded = new Set<string>();
  readonly #wakeWatch = new WakeWatch(() => {
    for (const session of this.#sessions.values()) session.wake();
  });
  #visible = false;

  constructor(options: HostSessionsOptions) {
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

  snapshot(host: string): HostSnapshot {
    const session = this.#sessions.get(host);
    return session?.snapshot() ?? { host, liveness: { phase: 'idle' }, engines: [] };
  }

  /** What may be asked of a host now; undefined unless it is connected. */
  reached(host: string): ReachedHost | undefined {
    return this.#sessions.get(host)?.reached;
  }

  /** The containers of an engine, as they were last listed. */
  listed(host: string, engine: string): readonly Container[] {
    const found = this.snapshot(host).engines.find(({ info }) => info.id === engine);
    return (found && knownValue(found.liveness)) ?? [];
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

  #newSession(host: string): HostSession {
    const { directory, log, onChange } = this.#options;
    return new HostSession({
      host,
      reach: (signal, options) => directory.reach(host, signal, options),
      watchEngine: (engine, up, signal) =>
        new LiveContainers(engine, log, { debounceMs }).start((update) => {
          // Its errors come a second time, as the rejection.
          if (!(update instanceof Error)) up(update);
        }, signal),
      onChange: () => {
        onChange(host);
      },
    });
  }
}
