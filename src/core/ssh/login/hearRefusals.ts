import type { Client } from 'ssh2';
import * as v from 'valibot';
import type { Refusal } from './authentication.ts';

const refused = v.custom<(protocol: unknown, accepted: unknown, isPartlyDone: unknown) => void>(
  (value) => typeof value === 'function',
);

/** What ssh2's client is made of, as far as it is touched here; it has no public names for it. */
const protocolSchema = v.object({ _handlers: v.object({ USERAUTH_FAILURE: refused }) });

const acceptedSchema = v.array(v.string());

/**
 * Tells what the server says to each attempt of a client of ssh2 that was told to connect. ssh2 does
 * not pass it on for agents, and to ask the server again would count as one more try (auth2.c of
 * OpenSSH counts `none` unless it comes first).
 */
export function hearRefusals(client: Client, hear: (refusal: Refusal) => void): void {
  const protocol: unknown = Reflect.get(client, '_protocol');
  if (!v.is(protocolSchema, protocol)) return;
  const { _handlers: handlers } = protocol;
  const passOn = handlers.USERAUTH_FAILURE;
  handlers.USERAUTH_FAILURE = (sender, accepted, isPartlyDone) => {
    if (v.is(acceptedSchema, accepted)) hear({ accepted, isPartlyDone: isPartlyDone === true });
    passOn(sender, accepted, isPartlyDone);
  };
}
