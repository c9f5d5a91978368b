import { Client } from 'ssh2';
import { expect, test } from 'vitest';
import { spareRoundTrips } from '../../../../../src/core/ssh/login/spareRoundTrips.ts';

/** What a client does that heard of all this from an OpenSSH, in this order. */
function after(...heard: readonly ('EXT_INFO' | 'SERVICE_ACCEPT')[]): readonly string[] {
  const done: string[] = [];
  const doing = (what: string) => () => void done.push(what);
  const handlers = {
    EXT_INFO: doing('learns what may be signed'),
    SERVICE_ACCEPT: doing('tries'),
    USERAUTH_PK_OK: doing('signs'),
  };
  const protocol = { service: doing('asks'), authPK: doing('offers'), _handlers: handlers };
  const client = Object.assign(new Client(), { _protocol: protocol, _remoteVer: 'OpenSSH_9.2' });
  spareRoundTrips(client, () => false);
  protocol.service();
  for (const name of heard) handlers[name]();
  return done;
}

test('the first try waits for what an RSA key may sign, and for nothing else', () => {
  expect(after()).toEqual(['asks']);
  expect(after('EXT_INFO')).toEqual(['asks', 'learns what may be signed', 'tries']);
});

test('it is made once, whatever follows and in whatever order', () => {
  const tries = (heard: readonly string[]) => heard.filter((what) => what === 'tries');
  expect(tries(after('SERVICE_ACCEPT'))).toHaveLength(1);
  expect(tries(after('EXT_INFO', 'SERVICE_ACCEPT', 'EXT_INFO'))).toHaveLength(1);
  expect(tries(after('SERVICE_ACCEPT', 'EXT_INFO'))).toHaveLength(1);
});
