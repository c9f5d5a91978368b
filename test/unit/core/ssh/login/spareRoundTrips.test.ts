import type { Client } from 'ssh2';
import { describe, expect, test } from 'vitest';
import { spareRoundTrips } from '../../../../../src/core/ssh/login/spareRoundTrips.ts';

type Event = 'request' | 'EXT_INFO' | 'SERVICE_ACCEPT';

/** After which of the events a client begins to prove who it is. */
function beginsAfter(server: string, events: readonly Event[]): Event[] {
  const began: Event[] = [];
  let now: Event = 'request';
  const handlers = {
    EXT_INFO: () => undefined,
    SERVICE_ACCEPT: () => void began.push(now),
    USERAUTH_PK_OK: () => undefined,
  };
  const protocol = { _handlers: handlers, service: () => undefined, authPK: () => undefined };
  const client = { _protocol: protocol, _remoteVer: server };
  spareRoundTrips(client as unknown as Client, () => false);
  for (const event of events) {
    now = event;
    if (event === 'request') protocol.service();
    else handlers[event]();
  }
  return began;
}

describe('to a server of OpenSSH', () => {
  test.each<[Event, Event[]]>([
    // In this order where the host key takes a while to be looked up.
    ['request', ['EXT_INFO', 'request', 'SERVICE_ACCEPT']],
    ['EXT_INFO', ['request', 'EXT_INFO', 'SERVICE_ACCEPT']],
    ['SERVICE_ACCEPT', ['request', 'SERVICE_ACCEPT', 'EXT_INFO']],
    ['SERVICE_ACCEPT', ['request', 'SERVICE_ACCEPT']],
  ])('a client begins once, after %s of %j', (after, events) => {
    expect(beginsAfter('OpenSSH_9.2p1', events)).toEqual([after]);
  });
});

test('any other server is heard first', () => {
  const events: Event[] = ['EXT_INFO', 'request', 'SERVICE_ACCEPT'];
  expect(beginsAfter('dropbear_2022.83', events)).toEqual(['SERVICE_ACCEPT']);
});
