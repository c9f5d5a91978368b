/**
 * The life of something that is watched (a host's connection, an engine's list) as a pure function
 * of what happens to it.
 *
 * - idle: nobody looks; what was known is kept
 * - trying: connecting or listing; with `failure` it is an attempt after one that failed, which
 *   nobody asked for
 * - live: known, and kept up to date
 * - lost: will be tried again after a pause
 * - failed: until the person asks for another try
 *
 * `attempt` counts from the last time that all was well: 1 is the one right after a loss, and only
 * what was live has it.
 */
export type Liveness<Value, Failure> =
  | { readonly phase: 'idle'; readonly value?: Value }
  | {
      readonly phase: 'trying';
      readonly attempt: number;
      readonly value?: Value;
      readonly failure?: Failure;
    }
  | { readonly phase: 'live'; readonly attempt: number; readonly value: Value }
  | {
      readonly phase: 'lost';
      readonly attempt: number;
      readonly value?: Value;
      readonly failure: Failure;
    }
  | { readonly phase: 'failed'; readonly failure: Failure };

export type LivenessEvent<Value, Failure> =
  /** Somebody looks; nobody does any more. */
  | { readonly type: 'wanted' }
  | { readonly type: 'unwanted' }
  /** The attempt succeeded, or what is watched has changed. */
  | { readonly type: 'up'; readonly value: Value }
  /** `again`: may it be tried again without being asked? */
  | { readonly type: 'down'; readonly failure: Failure; readonly again: boolean }
  /** It has been live long enough that the next pause may be short again. */
  | { readonly type: 'settled' }
  /** The pause is over. */
  | { readonly type: 'due' }
  /** The person asks. */
  | { readonly type: 'retry' };

/** The state after an event; the very same object when the event means nothing in this state. */
export function nextLiveness<Value, Failure>(
  state: Liveness<Value, Failure>,
  event: LivenessEvent<Value, Failure>,
): Liveness<Value, Failure> {
  switch (event.type) {
    case 'wanted':
      return state.phase === 'idle' ? { phase: 'trying', attempt: 0, ...kept(state) } : state;
    case 'unwanted':
      // A failure that needs the person stays: looking away and back must not knock again.
      return state.phase === 'idle' || state.phase === 'failed'
        ? state
        : { phase: 'idle', ...kept(state) };
    case 'up':
      return state.phase === 'trying' || state.phase === 'live'
        ? { phase: 'live', attempt: state.attempt, value: event.value }
        : state;
    case 'down':
      return afterFailure(state, event);
    case 'settled':
      return state.phase === 'live' && state.attempt > 0 ? { ...state, attempt: 0 } : state;
    case 'due':
      return state.phase === 'lost' ? { ...state, phase: 'trying' } : state;
    case 'retry':
      return state.phase === 'idle' ? state : { phase: 'trying', attempt: 0, ...kept(state) };
  }
}

function afterFailure<Value, Failure>(
  state: Liveness<Value, Failure>,
  { failure, again }: { readonly failure: Failure; readonly again: boolean },
): Liveness<Value, Failure> {
  if (state.phase !== 'trying' && state.phase !== 'live') return state;
  if (!again) return { phase: 'failed', failure };
  const next = state.attempt + 1;
  const attempt = state.phase === 'live' ? next : Math.max(next, 2);
  return { phase: 'lost', attempt, failure, ...kept(state) };
}

/** The last known value, whatever has happened since. */
export function knownValue<Value, Failure>(state: Liveness<Value, Failure>): Value | undefined {
  return state.phase === 'failed' ? undefined : state.value;
}

function kept<Value, Failure>(state: Liveness<Value, Failure>): { value?: Value } {
  const value = knownValue(state);
  return value === undefined ? {} : { value };
}
