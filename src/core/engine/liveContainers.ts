import type { Log } from '../ports/log.ts';
import type { Container } from './container.ts';
import type { ContainerEvent, Engine } from './engine.ts';
import { LiveList } from './liveList.ts';

interface LiveContainersOptions {
  /** How long changes are gathered before the list is asked for again. */
  readonly debounceMs: number;
}

/** The list of an engine's containers, kept up to date. */
export class LiveContainers extends LiveList<readonly Container[]> {
  constructor(engine: Engine, log: Log, options: LiveContainersOptions) {
    const source = {
      list: (signal: AbortSignal) => engine.listContainers(signal),
      watch: (onOpen: () => void, onChange: () => void, signal: AbortSignal) => {
        const onEvent = ({ action, containerId }: ContainerEvent): void => {
          log.debug(`${engine.host}: ${action} ${containerId.slice(0, 12)}`);
          onChange();
        };
        return engine.watchContainers(onOpen, onEvent, signal);
      },
    };
    super(source, options);
  }
}
