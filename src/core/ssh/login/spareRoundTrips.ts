import type { Client } from 'ssh2';
import * as v from 'valibot';

const callable = v.custom<(...values: readonly unknown[]) => void>(
  (value) => typeof value === 'function',
);

/** What ssh2's client is made of, as far as it is touched here; it has no public names for it. */
const protocolSchema = v.object({
  service: callable,
  authPK: callable,
  _handlers: v.object({
    EXT_INFO: callable,
    SERVICE_ACCEPT: callable,
    USERAUTH_PK_OK: callable,
  }),
});

/**
 * Has a client of ssh2, which was told to connect, wait less in a login. Two answers that change
 * nothing are not waited for:
 *
 * - that sshd offers authentication. The first attempt goes right behind the request: only after a key
 *   exchange that did not prove who the server is would a client have to wait (RFC 4253, section 10).
 *   What follows the key exchange by itself is waited for, as it says with what an RSA key may sign
 *   (RFC 8308, section 2.4). Of servers that are not OpenSSH nobody knows whether they read on.
 * - that a key would do, where it is known. The server is sent the signature at once (RFC 4252, section
 *   7: the question is there to save a person the passphrase).
 *
 * Where a later ssh2 is made otherwise, it waits as it always did.
 *
 * @param signsAtOnce whether the key that is about to be offered is known to be accepted.
 */
export function spareRoundTrips(client: Client, signsAtOnce: () => boolean): void {
  const protocol: unknown = Reflect.get(client, '_protocol');
  if (!v.is(protocolSchema, protocol)) return;
  const { _handlers: handlers } = protocol;
  const { EXT_INFO: informed, SERVICE_ACCEPT: accepted } = handlers;
  // While the host key is looked up the rest of what the server said arrives: this often before the request.
  let isInformed = false;
  let goOn = (): void => undefined;
  handlers.EXT_INFO = (...values) => {
    informed(...values);
    isInformed = true;
    goOn();
  };
  const service = protocol.service.bind(protocol);
  protocol.service = (name) => {
    service(name);
    if (!isOpenSsh(client)) return;
    goOn = () => {
      goOn = () => undefined;
      // It still comes, and is no news.
      handlers.SERVICE_ACCEPT = () => undefined;
      accepted(protocol, name);
    };
    handlers.SERVICE_ACCEPT = (...values) => {
      goOn = () => undefined;
      accepted(...values);
    };
    if (isInformed) goOn();
  };
  const offer = protocol.authPK.bind(protocol);
  protocol.authPK = (user, key, algorithm, sign) => {
    // With a signature it is what follows the server's answer, whoever gave it.
    if (sign === undefined && signsAtOnce()) handlers.USERAUTH_PK_OK(protocol);
    else offer(user, key, algorithm, sign);
  };
}

function isOpenSsh(client: Client): boolean {
  const version: unknown = Reflect.get(client, '_remoteVer');
  return typeof version === 'string' && version.startsWith('OpenSSH_');
}
