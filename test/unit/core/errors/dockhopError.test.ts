import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../../src/core/errors/catalogue.ts';
import {
  describeError,
  failure,
  isCancelled,
  plainText,
} from '../../../../src/core/errors/dockhopError.ts';

describe('describeError', () => {
  it('fills both sentences and names the hop', () => {
    const error = failure(
      'JUMP_UNREACHABLE',
      { hop: 'jump', address: '10.0.0.1:22', reason: 'connection refused' },
      { hop: 'jump' },
    );
    expect(describeError(error)).toEqual({
      code: 'JUMP_UNREACHABLE',
      message: 'jump (10.0.0.1:22) cannot be reached: connection refused',
      action: 'Check the network and that `ssh jump` works, then try again.',
      hop: 'jump',
    });
  });

  it('translates the template, not the filled text', () => {
    const error = failure('CONTAINER_STOPPED', { container: 'a', state: 'exited' });
    const chinese = new Map<string, string>([
      [catalogue.CONTAINER_STOPPED.message, '容器 {container} 处于 {state}'],
    ]);
    expect(describeError(error, (text) => chinese.get(text) ?? text).message).toBe(
      '容器 a 处于 exited',
    );
  });

  it('does not expand placeholders or replacement patterns that a stranger wrote', () => {
    const error = failure('ENTRY_REFUSED', { container: '{reason}$&', reason: 'x' });
    expect(describeError(error).message).toBe('No entry can be written for {reason}$&: x');
  });

  it('takes what was cancelled for no fault', () => {
    const cancelled: unknown = AbortSignal.abort().reason;
    expect(describeError(cancelled)).toMatchObject({ code: 'CANCELLED' });
  });

  it('keeps what it does not know as the cause', () => {
    expect(describeError(new Error('odd'))).toMatchObject({ code: 'UNEXPECTED' });
    expect(describeError('text').message).toContain('text');
  });
});

describe('plainText', () => {
  it('leaves one line without control, bidirectional or invisible characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = plainText(text);
        expect(plain).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(plain.length).toBeLessThanOrEqual(500);
      }),
    );
  });

  it('leaves no blanks with which a line could be filled up', () => {
    for (const blank of ['\u3164', '\u2800', '\u115f', '\uffa0', '\u034f', ' ']) {
      expect(plainText(`Code:${blank.repeat(200)}ours`).length).toBeLessThan(12);
    }
  });

  it('keeps the words of any language', () => {
    expect(plainText('训练 容器\n“a”\u001b[31m')).toBe('训练 容器 “a” [31m');
  });
});

describe('isCancelled', () => {
  it('knows an aborted signal from a failure', () => {
    const controller = new AbortController();
    controller.abort();
    expect(isCancelled(controller.signal.reason)).toBe(true);
    expect(isCancelled(failure('NO_HOST', {}))).toBe(false);
  });
});
