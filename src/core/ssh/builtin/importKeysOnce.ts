import { createSecretKey } from 'node:crypto';
import type { Client } from 'ssh2';
import * as v from 'valibot';

const keySchema = v.instance(Uint8Array);

/** What ssh2 encrypts and decrypts AES-GCM with where it has no native parts; it has no public names for it. */
const protocolSchema = v.object({
  _cipher: v.object({ _encKey: keySchema }),
  _decipher: v.object({ _decipherKey: keySchema }),
});

/**
 * Has a client of ssh2 hand Node its keys as objects, after each key exchange anew. AES-GCM takes a new
 * cipher for every packet, and Node 24 spends more on the import of a key from bytes than on the packet:
 * a seventh of all that a refresh costs here. Where a later ssh2 is made otherwise, all stays as it is.
 */
export function importKeysOnce(client: Client): void {
  client.on('handshake', () => {
    const protocol: unknown = Reflect.get(client, '_protocol');
    if (!v.is(protocolSchema, protocol)) return;
    const { _cipher: cipher, _decipher: decipher } = protocol;
    Reflect.set(cipher, '_encKey', createSecretKey(cipher._encKey));
    Reflect.set(decipher, '_decipherKey', createSecretKey(decipher._decipherKey));
  });
}
