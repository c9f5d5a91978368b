import type { Log } from '../ports/log.ts';
import type { Container } from './container.ts';
import type { ContainerEvent, Engine } from './engine.ts';
import { LiveList } from './liveList.ts';

interface LiveContainersOptions {
  /** The least pause between two lists; a change that comes later is listed almost at once. */
  readonly debounceMs: number;
}

/**
 * What Docker 20.10 reports before its list has it, in Docker's words and in Podman's: an end, for hundreds of
 * milliseconds on a busy host (its daemon/monitor.go), and that a container is paused or goes on (daemon/pause.go,
 * daemon/unpause.go, which write it down after they reported it).
 */
const toldEarly: ReadonlySet<string> = new Set(['die', 'died', 'pause', 'unpause']);

/** Those that are waited for at a time: an engine may report any number of them. */
const mostWaitedFor = 16;

/** The list of an engine's containers, kept up to date. */
export class LiveContainers extends LiveList<readonly Container[]> {
  constructor(engine: Engine, log: Log, options: LiveContainersOptions) {
    const source = {
      list: (signal: AbortSignal) => engine.listContainers(signal),
      watch: (onOpen: () => void, onChange: () => void, signal: AbortSignal) => {
        /** By id, whether it changed again meanwhile. */
        const waitedFor = new Map<string, boolean>();
        // The engine holds the container's lock meanwhile: an answer about it comes when the list is right, and a
        // list before that would be for nothing.
        const waitForState = async (id: string): Promise<void> => {
          do {
            waitedFor.set(id, false);
            // One that is gone is an answer as well.
            await engine.inspectContainer(id, signal).catch(() => undefined);
          } while (waitedFor.get(id));
          waitedFor.delete(id);
          onChange();
        };
        const onEvent = ({ action, containerId }: ContainerEvent): void => {
          log.debug(`${engine.host}: ${action} ${containerId.slice(0, 12)}`);
          if (!toldEarly.has(action)) onChange();
          else if (waitedFor.has(containerId)) waitedFor.set(containerId, true);
          else if (waitedFor.size < mostWaitedFor) void waitForState(containerId);
          else onChange();
        };
        return engine.watchContainers(onOpen, onEvent, signal);
      },
    };
    super(source, options);
  }
}
