import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  knownValue,
  nextLiveness,
  type Liveness,
  type LivenessEvent,
} from '../../../../src/extension/explorer/liveness.ts';

type State = Liveness<string, string>;
type Event = LivenessEvent<string, string>;

const idle: State = { phase: 'idle' };
const idleKnown: State = { phase: 'idle', value: 'old' };
const trying: State = { phase: 'trying', attempt: 0 };
const tryingAgain: State = { phase: 'trying', attempt: 2, value: 'old', failure: 'gone' };
const live: State = { phase: 'live', attempt: 2, value: 'old' };
const lost: State = { phase: 'lost', attempt: 3, value: 'old', failure: 'gone' };
const lostUnknown: State = { phase: 'lost', attempt: 2, failure: 'gone' };
const settledLive: State = { phase: 'live', attempt: 0, value: 'old' };
const failed: State = { phase: 'failed', failure: 'no' };

const wanted: Event = { type: 'wanted' };
const unwanted: Event = { type: 'unwanted' };
const up: Event = { type: 'up', value: 'new' };
const gone: Event = { type: 'down', failure: 'gone', again: true };
const refused: Event = { type: 'down', failure: 'no', again: false };
const settled: Event = { type: 'settled' };
const due: Event = { type: 'due' };
const retry: Event = { type: 'retry' };

/** Before, what happens, after; `same` where it means nothing. */
const table: [State, Event, State | 'same'][] = [
  [idle, wanted, trying],
  [idleKnown, wanted, { phase: 'trying', attempt: 0, value: 'old' }],
  [idle, unwanted, 'same'],
  [idle, up, 'same'],
  [idle, gone, 'same'],
  [idle, due, 'same'],
  [idle, settled, 'same'],
  [idle, retry, 'same'],

  [trying, wanted, 'same'],
  [trying, unwanted, idle],
  [trying, up, { phase: 'live', attempt: 0, value: 'new' }],
  [trying, gone, lostUnknown],
  [trying, refused, failed],
  [trying, due, 'same'],
  [trying, retry, trying],
  [tryingAgain, unwanted, idleKnown],
  [tryingAgain, up, { phase: 'live', attempt: 2, value: 'new' }],
  [tryingAgain, gone, lost],
  [tryingAgain, refused, failed],

  [live, wanted, 'same'],
  [live, unwanted, idleKnown],
  [live, up, { phase: 'live', attempt: 2, value: 'new' }],
  [live, gone, lost],
  // What was well is tried again at once, what never was is not.
  [settledLive, gone, { phase: 'lost', attempt: 1, value: 'old', failure: 'gone' }],
  [live, refused, failed],
  [live, settled, { phase: 'live', attempt: 0, value: 'old' }],
  [live, due, 'same'],
  [live, retry, { phase: 'trying', attempt: 0, value: 'old' }],

  [lost, wanted, 'same'],
  [lost, unwanted, idleKnown],
  [lost, up, 'same'],
  [lost, gone, 'same'],
  [lost, due, { phase: 'trying', attempt: 3, value: 'old', failure: 'gone' }],
  [lost, retry, { phase: 'trying', attempt: 0, value: 'old' }],
  [lostUnknown, due, { phase: 'trying', attempt: 2, failure: 'gone' }],

  [failed, wanted, 'same'],
  [failed, unwanted, 'same'],
  [failed, up, 'same'],
  [failed, due, 'same'],
  [failed, retry, trying],
];

describe('nextLiveness', () => {
  it.each(table)('%j, %j → %j', (state, event, expected) => {
    const next = nextLiveness(state, event);
    if (expected === 'same') expect(next).toBe(state);
    else expect(next).toEqual(expected);
  });

  const event = fc.constantFrom(wanted, unwanted, up, gone, refused, settled, due, retry);

  it('never forgets what is known but for a failure that needs the person', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), (events) => {
        let state: State = idle;
        for (const each of events) {
          const before = knownValue(state);
          state = nextLiveness(state, each);
          const forgotten = before !== undefined && knownValue(state) === undefined;
          if (forgotten && state.phase !== 'failed') return false;
        }
        return true;
      }),
    );
  });

  it('leaves a failure only when the person asks', () => {
    fc.assert(
      fc.property(fc.array(event.filter((each) => each !== retry)), (events) => {
        const state = events.reduce<State>(nextLiveness, failed);
        expect(state).toBe(failed);
      }),
    );
  });
});
