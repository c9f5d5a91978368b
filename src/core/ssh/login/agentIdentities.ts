import type { Duplex } from 'node:stream';
import { plainText } from '../../errors/dockhopError.ts';
import { keyTypeOf } from '../hostKeys/hostKey.ts';
import { WireReader } from './wireReader.ts';

/** A key that an agent holds, of whatever type. */
export interface AgentIdentity {
  /** For example `ssh-ed25519`, `sk-ssh-ed25519@openssh.com`, `ssh-rsa-cert-v01@openssh.com`. */
  readonly type: string;
  readonly blob: Buffer;
  readonly comment: string;
}

const identitiesRequest = 11;
const identitiesAnswer = 12;
/** As OpenSSH (authfd.c). */
const maxBytes = 256 * 1024;

/**
 * Asks an agent which keys it has (draft-ietf-sshm-ssh-agent, “Requesting a list of keys”). ssh2
 * leaves out what it does not understand, and that is what tells whether the ssh program is needed.
 * @throws Error in a few words when the agent answers something else.
 */
export async function agentIdentities(stream: Duplex): Promise<AgentIdentity[]> {
  stream.write(Buffer.from([0, 0, 0, 1, identitiesRequest]));
  return parseIdentities(await oneMessage(stream));
}

/** One message, without its length. Leaving the loop ends the stream. */
async function oneMessage(stream: Duplex): Promise<Buffer> {
  let data = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<unknown>) {
    if (!Buffer.isBuffer(chunk)) break;
    data = Buffer.concat([data, chunk]);
    if (data.length < 4) continue;
    const end = 4 + data.readUInt32BE(0);
    if (end > maxBytes) throw new Error('its answer is too long');
    if (data.length >= end) return data.subarray(4, end);
  }
  throw new Error('it hung up');
}

function parseIdentities(message: Buffer): AgentIdentity[] {
  if (message[0] !== identitiesAnswer) throw new Error('it does not tell its keys');
  const reader = new WireReader(message, 1);
  const count = reader.uint32() ?? 0;
  const found: AgentIdentity[] = [];
  for (let index = 0; index < count; index++) {
    const blob = reader.field();
    const comment = reader.field();
    if (!blob || !comment) throw new Error('its answer is cut off');
    const type = keyTypeOf(blob);
    if (type === undefined) continue;
    found.push({ type, blob: Buffer.from(blob), comment: plainText(comment.toString('utf8')) });
  }
  return found;
}
