import type { LiveList } from '../../core/engine/liveList.ts';

/** The least pause between two lists of an engine; a change that comes later is listed almost at once. */
export const debounceMs = 200;

/** Keeps a list live, as `Watch` says. */
export function watchList<Value>(
  list: LiveList<Value>,
  up: (value: Value) => void,
  signal: AbortSignal,
): Promise<void> {
  return list.start((update) => {
    // Its errors come a second time, as the rejection.
    if (!(update instanceof Error)) up(update);
  }, signal);
}
