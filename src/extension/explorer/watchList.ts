import type { LiveList } from '../../core/engine/liveList.ts';

/** How long an engine's changes are gathered before its list is asked for again. */
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
