import type { Log } from '../ports/log.ts';
import type { Container } from './container.ts';
import type { ContainerEvent, Engine } from './engine.ts';
import { LiveList } from './liveList.ts';

interface LiveContainersOptions {
  /** The least pause between two lists; a change that comes later is listed almost at once. */
  readonly debounceMs: number;
}

/** In Docker's words and in Podman's. */
const ends: ReadonlySet<string> = new Set(['die', 'died']);

/** Ends that are waited for at a time: an engine may report any number of them. */
const mostWaitedFor = 16;

/** The list of an engine's containers, kept up to date. */
export class LiveContainers extends LiveList<readonly Container[]> {
  constructor(engine: Engine, log: Log, options: LiveContainersOptions) {
    const source = {
      list: (signal: AbortSignal) => engine.listContainers(signal),
      watch: (onOpen: () => void, onChange: () => void, signal: AbortSignal) => {
        const waitedFor = new Set<string>();
        // Docker 20.10 reports an end while its list has the container running yet, for hundreds of milliseconds on
        // a busy host. It holds the container's lock meanwhile: an answer about it comes when the list is right, and
        // a list before that would be for nothing.
        const waitForEnd = async (id: string): Promise<void> => {
          waitedFor.add(id);
          // One that is gone is an answer as well.
          await engine.inspectContainer(id, signal).catch(() => undefined);
          waitedFor.delete(id);
          onChange();
        };
        const onEvent = ({ action, containerId }: ContainerEvent): void => {
          log.debug(`${engine.host}: ${action} ${containerId.slice(0, 12)}`);
          const mayWait = waitedFor.size < mostWaitedFor && !waitedFor.has(containerId);
          if (ends.has(action) && mayWait) void waitForEnd(containerId);
          else onChange();
        };
        return engine.watchContainers(onOpen, onEvent, signal);
      },
    };
    super(source, options);
  }
}
