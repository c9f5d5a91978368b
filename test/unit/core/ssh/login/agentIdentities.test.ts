import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agentIdentities } from '../../../../../src/core/ssh/login/agentIdentities.ts';
import { publicKey } from '../publicKey.ts';

/** An agent that answers with these bytes, in these pieces, and hangs up. */
function agent(...pieces: readonly Buffer[]): Duplex {
  return Duplex.from({
    readable: Duplex.from(pieces.map((piece) => Buffer.from(piece))),
    writable: new Duplex({
      read: () => undefined,
      write: (_chunk, _encoding, done) => {
        done();
      },
    }),
  });
}

function field(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

function answer(keys: readonly (readonly [type: string, comment: string])[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(keys.length);
  const fields = keys.flatMap(([type, comment]) => [
    field(publicKey(type, 1)),
    field(Buffer.from(comment)),
  ]);
  return field(Buffer.concat([Buffer.from([12]), count, ...fields]));
}

describe('agentIdentities', () => {
  test('gives keys of every type, however the answer is cut up', async () => {
    const whole = answer([
      ['ssh-ed25519', 'mine'],
      ['sk-ssh-ed25519@openssh.com', '\u001b[2Jtouch\nme'],
    ]);
    const cutUp = Array.from(whole, (_, index) => whole.subarray(index, index + 1));
    for (const pieces of [[whole], cutUp]) {
      expect(await agentIdentities(agent(...pieces))).toMatchObject([
        { type: 'ssh-ed25519', comment: 'mine', blob: publicKey('ssh-ed25519', 1) },
        { type: 'sk-ssh-ed25519@openssh.com', comment: '[2Jtouch me' },
      ]);
    }
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['a failure', field(Buffer.from([5]))],
    ['too much', Buffer.from([0x7f, 0, 0, 0, 12])],
    ['more keys than it has', field(Buffer.from([12, 0, 0, 0, 9]))],
  ])('an agent that answers %s is no use', async (_, bytes) => {
    await expect(agentIdentities(agent(bytes))).rejects.toBeInstanceOf(Error);
  });

  test('whatever it answers, it ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const data = field(Buffer.concat([Buffer.from([12]), Buffer.from(bytes)]));
        const outcome = await agentIdentities(agent(data)).catch((error: unknown) => error);
        expect(Array.isArray(outcome) || outcome instanceof Error).toBe(true);
      }),
    );
  });
});
