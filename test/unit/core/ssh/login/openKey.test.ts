import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { utils } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { publicKeyLine } from '../../../../../src/core/ssh/login/keyFile.ts';
import { openKey, readableKey } from '../../../../../src/core/ssh/login/openKey.ts';
import { newKey } from '../newKey.ts';

const never = new AbortController().signal;
const data = Buffer.from('to be signed');

describe('openKey', () => {
  test.each([
    { type: 'ed25519' },
    { type: 'ecdsa' },
    { type: 'rsa', format: 'PEM' },
    { type: 'ecdsa', format: 'PKCS8' },
  ] as const)('opens %j, which then signs', async (kind) => {
    const file = await newKey({ ...kind, passphrase: 'open sesame' });
    const text = await readFile(file, 'utf8');
    const key = await openKey(text, 'open sesame', never);
    if (!key) throw new Error('it does not open');
    const publicText = await readFile(`${file}.pub`, 'utf8');
    expect(key.publicKey.getPublicSSH()).toEqual(publicKeyLine(publicText));
    const hash = kind.type === 'rsa' ? { hash: 'sha512' as const } : {};
    const signature = await key.sign(data, hash);
    expect(key.publicKey.verify(data, signature, hash.hash)).toBe(true);
    expect(await openKey(text, 'close sesame', never)).toBeUndefined();
  });

  test('leaves the event loop to others, and can be given up', async () => {
    const text = await readFile(await newKey({ passphrase: 'x', rounds: 16 }), 'utf8');
    const controller = new AbortController();
    let isOver = false;
    const opened = openKey(text, 'x', never).finally(() => (isOver = true));
    const givenUp = expect(openKey(text, 'x', controller.signal)).rejects.toHaveProperty(
      'name',
      'AbortError',
    );
    let turns = 0;
    while (!isOver) {
      await nextTurn();
      turns++;
      if (turns === 10) controller.abort();
    }
    expect(await opened).toBeDefined();
    // Decrypted in this thread, it would be one turn.
    expect(turns).toBeGreaterThan(100);
    await givenUp;
  });
});

test.each(['rsa', 'ecdsa'] as const)(
  'PKCS #8 without a passphrase is read, too (%s)',
  async (type) => {
    const text = await readFile(await newKey({ type, format: 'PKCS8' }), 'utf8');
    const key = utils.parseKey(readableKey(text));
    expect(key).not.toBeInstanceOf(Error);
  },
);
