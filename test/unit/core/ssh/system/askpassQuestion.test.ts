import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  askpassQuestion,
  type Asking,
} from '../../../../../src/core/ssh/system/askpassQuestion.ts';
import { someHop } from '../someHop.ts';

const jump = someHop(
  {},
  { name: 'jump', hostName: 'jump.example.org', user: 'jumper', port: 2222 },
);
const gpu1 = someHop({}, { name: 'gpu1', hostName: '10.0.0.5', user: 'alice', via: 'jump' });
const asking: Asking = { hops: [jump, gpu1], marksStrangers: true };
const ask = (text: string, hint = '', about = asking) => askpassQuestion({ text, hint }, about);
const keyQuestion = (host: string) =>
  `The authenticity of host '${host}' can't be established.\nED25519 key fingerprint is SHA256:${'A'.repeat(43)}.\nThis key is not known by any other names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? `;

describe('what ssh asks through askpass', () => {
  it('is its own question about a passphrase or a password', () => {
    expect(ask("Enter passphrase for key '/home/a/.ssh/id': ")).toMatchObject({
      kind: 'secret',
      question: { hop: 'gpu1', kind: 'passphrase', keyFile: '/home/a/.ssh/id', mayKeep: false },
    });
    expect(ask("jumper@jump.example.org's password: ")).toMatchObject({
      question: { hop: 'jump', kind: 'password', user: 'jumper' },
    });
    expect(ask("alice@10.0.0.5's password: ")).toMatchObject({
      question: { hop: 'gpu1', kind: 'password' },
    });
  });

  it('is a server’s question where ssh says that it is, whatever the server says', () => {
    const words = "Enter passphrase for key '/home/a/.ssh/id': ";
    expect(ask(`(alice@10.0.0.5) ${words}`)).toMatchObject({
      question: { hop: 'gpu1', kind: 'answer', prompt: words.trim() },
    });
    expect(ask("(jumper@jump.example.org) alice@10.0.0.5's password: ")).toMatchObject({
      question: { hop: 'jump', kind: 'answer', prompt: "alice@10.0.0.5's password:" },
    });
    expect(ask(`(jumper@jump.example.org) ${keyQuestion('gpu1')}`)).toMatchObject({
      question: { hop: 'jump', kind: 'answer' },
    });
  });

  it('is the question of the hop that ssh names, also where the hop goes on like ssh’s mark', () => {
    const words = 'x) (alice@10.0.0.5) Password: ';
    expect(ask(`(jumper@jump.example.org) ${words}`)).toMatchObject({
      question: { hop: 'jump', user: 'jumper', kind: 'answer', prompt: words.trim() },
    });
  });

  it('keeps the mark of a hop that is not on the path: an ssh inside a ProxyCommand', () => {
    expect(ask('(otto@bastion) Password: ')).toMatchObject({
      question: { hop: 'gpu1', kind: 'answer', prompt: '(otto@bastion) Password:' },
    });
    expect(ask("root@127.0.0.1's password: ")).toMatchObject({
      question: { hop: 'gpu1', kind: 'answer', prompt: "root@127.0.0.1's password:" },
    });
  });

  it('is never taken for ssh’s own where an old ssh does not mark what servers say', () => {
    const old = { ...asking, marksStrangers: false };
    const own = ["Enter passphrase for key '/k': ", "alice@10.0.0.5's password: "];
    for (const text of [...own, keyQuestion('10.0.0.5 (10.0.0.5)')]) {
      expect(ask(text, '', old)).toMatchObject({ kind: 'secret', question: { kind: 'answer' } });
    }
  });

  it('is about a host key', () => {
    const place = '[jump.example.org]:2222 ([203.0.113.7]:2222)';
    expect(ask(keyQuestion(place))).toEqual({
      kind: 'hostKey',
      question: {
        hop: 'jump',
        address: '[203.0.113.7]:2222',
        keyType: 'ED25519',
        fingerprint: `SHA256:${'A'.repeat(43)}`,
      },
    });
  });

  it('is for consent, or only tells', () => {
    expect(ask('Allow use of key?', 'confirm')).toMatchObject({ kind: 'confirm' });
    expect(ask('Confirm user presence', 'none')).toMatchObject({ kind: 'notice' });
  });

  it('is made plain, and nothing that a server words is more than an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (words) => {
        const asked = ask(`(alice@10.0.0.5) ${words}`);
        expect(asked.kind).toBe('secret');
        if (asked.kind !== 'secret') return;
        expect(asked.question.kind).toBe('answer');
        expect(asked.question.mayKeep).toBe(false);
        expect(asked.question.prompt).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
