import path from 'node:path';
import { failure } from '../errors/dockhopError.ts';
import { plainPublicKey } from '../ssh/login/publicKeyLine.ts';
import { readIfThere } from './atomicFile.ts';
import type { ClientKey } from './clientKey.ts';

/**
 * An identity of the person's in the place of Dockhop's own key: entries name it, and containers
 * authorise its public half, which lies beside it as ssh-keygen(1) leaves it. The private half is
 * never looked at, and may be in an agent or on a security key.
 * @param own for the id of this laptop, by which its lines in containers are told from others'.
 * @throws IDENTITY_UNFIT, FILE_UNREADABLE
 */
export async function entryIdentity(identityFile: string, own: ClientKey): Promise<ClientKey> {
  const file = path.resolve(identityFile);
  const publicFile = file.endsWith('.pub') ? file : `${file}.pub`;
  const bytes = await readIfThere(publicFile);
  if (bytes === undefined) throw unfit(file, `there is no ${path.basename(publicFile)} beside it`);
  const publicKey = plainPublicKey(bytes.toString('latin1').split('\n', 1)[0] ?? '');
  if (publicKey === undefined) {
    throw unfit(
      file,
      `${path.basename(publicFile)} holds no public key that a container could take`,
    );
  }
  return { publicKey, privateKeyFile: file, laptop: own.laptop };
}

function unfit(file: string, reason: string): Error {
  return failure('IDENTITY_UNFIT', { file, reason });
}
