import type { Container } from '../../../core/engine/container.ts';

type Fits = (container: Pick<Container, 'state'>) => boolean;

/** It runs, so that programs can be started in it. */
export const isRunning: Fits = ({ state }) => state === 'running';

export const isPaused: Fits = ({ state }) => state === 'paused';

/** It has processes: what can be stopped. */
export const isUp: Fits = ({ state }) => ['running', 'paused', 'restarting'].includes(state);

/** It can be started. */
export const isStopped: Fits = ({ state }) => state === 'created' || state === 'exited';
