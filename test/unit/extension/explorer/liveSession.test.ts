import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../../src/core/errors/dockhopError.ts';
import { LiveSession } from '../../../../src/extension/explorer/liveSession.ts';

interface Attempt {
  readonly up: (value: string) => void;
  readonly end: (error: unknown) => void;
  readonly signal: AbortSignal;
  readonly isAsked: boolean;
}

const lostError = failure('CONNECTION_LOST', { hop: 'jump', address: 'j:22', reason: 'gone' });
const authError = failure('AUTH_FAILED', { hop: 'j', address: 'j:22', user: 'u', tried: 'agent' });

function watched() {
  const attempts: Attempt[] = [];
  const changes: string[] = [];
  const session = new LiveSession<string>({
    watch: (up, signal, isAsked) =>
      new Promise((_, reject) => {
        attempts.push({ up, end: reject, signal, isAsked });
      }),
    onChange: () => changes.push(session.state.phase),
    random: () => 0,
  });
  const last = (): Attempt => {
    const attempt = attempts.at(-1);
    if (!attempt) throw new Error('nothing was tried');
    return attempt;
  };
  return { session, attempts, changes, last };
}

/** Lets a rejected watch arrive. */
const arrive = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('LiveSession', () => {
  it('does nothing until it is wanted, and stops when it is not any more', () => {
    const { session, attempts, last } = watched();
    expect(attempts).toEqual([]);
    session.want(true);
    last().up('one');
    expect(session.value).toBe('one');
    session.want(false);
    expect(last().signal.aborted).toBe(true);
    expect(session.state).toEqual({ phase: 'idle', value: 'one' });
  });

  it('tries again after a lost connection, at once, then for ever with growing pauses, keeping what it knew', async () => {
    const { session, attempts, last } = watched();
    session.want(true);
    last().up('one');
    last().end(lostError);
    await arrive();
    await arrive();
    expect(attempts.length).toBe(2);
    const pauses = [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000];
    for (const [index, pause] of pauses.entries()) {
      last().end(lostError);
      await arrive();
      expect(session.state.phase).toBe('lost');
      expect(session.value).toBe('one');
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(attempts.length).toBe(index + 2);
      await vi.advanceTimersByTimeAsync(1);
      expect(attempts.length).toBe(index + 3);
    }
    last().up('two');
    expect(session.state).toEqual({ phase: 'live', attempt: pauses.length + 1, value: 'two' });
  });

  it('pauses before it tries again what it could not reach in the first place', async () => {
    const { session, attempts, last } = watched();
    session.want(true);
    last().end(lostError);
    await vi.advanceTimersByTimeAsync(999);
    expect(attempts.length).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(attempts.length).toBe(2);
  });

  it('does not hurry again where what it reached is lost at once', async () => {
    const { session, attempts, last } = watched();
    session.want(true);
    last().up('one');
    last().end(lostError);
    await arrive();
    await arrive();
    last().up('two');
    last().end(lostError);
    await vi.advanceTimersByTimeAsync(999);
    expect(attempts.length).toBe(2);
  });

  it('says which attempts nobody asked for', async () => {
    const { session, attempts, last } = watched();
    session.want(true);
    last().up('one');
    last().end(lostError);
    await arrive();
    await arrive();
    session.retry();
    session.want(false);
    session.want(true);
    expect(attempts.map(({ isAsked }) => isAsked)).toEqual([true, false, true, true]);
  });

  it('does not wait for the end of a pause when the machine wakes up', async () => {
    const { session, attempts, last } = watched();
    session.want(true);
    session.wake();
    expect(attempts.length).toBe(1);
    last().end(lostError);
    await arrive();
    session.wake();
    expect(attempts.map(({ isAsked }) => isAsked)).toEqual([true, false]);
    last().end(authError);
    await arrive();
    session.wake();
    expect(attempts.length).toBe(2);
  });

  it('pauses briefly again once it has been live for a while', async () => {
    const { session, attempts, last } = watched();
    session.want(true);
    last().up('one');
    last().end(lostError);
    await vi.advanceTimersByTimeAsync(1000);
    last().up('two');
    await vi.advanceTimersByTimeAsync(30_000);
    last().end(lostError);
    await arrive();
    await arrive();
    expect(attempts.length).toBe(3);
  });

  it('waits for the person after a refused login', async () => {
    const { session, attempts, last } = watched();
    session.want(true);
    last().end(authError);
    await vi.advanceTimersByTimeAsync(3_600_000);
    session.want(false);
    session.want(true);
    expect(attempts.length).toBe(1);
    expect(session.state).toEqual({ phase: 'failed', failure: authError });
    session.retry();
    expect(attempts.length).toBe(2);
  });

  it('starts over at once when asked, ending what was under way', () => {
    const { session, attempts, last } = watched();
    session.want(true);
    const first = last();
    session.retry();
    expect(first.signal.aborted).toBe(true);
    expect(attempts.length).toBe(2);
    expect(last().signal.aborted).toBe(false);
  });

  it('does not hear an attempt that it has ended', async () => {
    const { session, last } = watched();
    session.want(true);
    const first = last();
    session.retry();
    first.up('late');
    first.end(authError);
    await arrive();
    expect(session.state.phase).toBe('trying');
  });

  it('leaves no pause behind when it is disposed', async () => {
    const { session, attempts, last } = watched();
    session.want(true);
    last().end(lostError);
    await arrive();
    session.dispose();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts.length).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
