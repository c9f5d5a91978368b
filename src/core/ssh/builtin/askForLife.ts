import type { Client } from 'ssh2';
import * as v from 'valibot';
import { ChannelRefusal, discard, openChannel, type StartChannel } from './channelOpening.ts';

const callable = v.custom<() => void>((value) => typeof value === 'function');

/** What ssh2's client is made of, as far as it is touched here; it has no public names for it. */
const clientSchema = v.object({
  _protocol: v.object({ ping: callable }),
  _callbacks: v.array(callable),
});

/**
 * Has the server say anything at all, by what OpenSSH sends to keep a connection alive: a global request
 * by the name `keepalive@openssh.com`, about which no server does anything and which each has to answer,
 * if only that it does not know it (RFC 4254, section 4).
 *
 * ssh2 sends it by a timer of its own for each connection, or not at all. Of its public requests none
 * will do: AsyncSSH's server, for one, ends the connection where a forward is cancelled that there
 * never was. Where a later ssh2 is made otherwise, a session is opened, which costs more.
 *
 * @returns when the answer has come, or the connection is gone.
 */
export async function askForLife(client: Client): Promise<void> {
  const inner: unknown = client;
  if (!v.is(clientSchema, inner)) {
    await tryOpeningSession(client);
    return;
  }
  await new Promise<void>((resolve) => {
    // Answers come in the order of the questions, and say no more than that.
    inner._callbacks.push(resolve);
    inner._protocol.ping();
  });
}

async function tryOpeningSession(client: Client): Promise<void> {
  const start: StartChannel = (_, done) => client.exec('true', done);
  try {
    await openChannel(client, start, discard, []);
  } catch (error) {
    if (!(error instanceof ChannelRefusal)) throw error;
  }
}
