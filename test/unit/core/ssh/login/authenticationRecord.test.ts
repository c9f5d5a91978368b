import { expect, it } from 'vitest';
import { AuthenticationRecord } from '../../../../../src/core/ssh/login/authenticationRecord.ts';
import type { Hop } from '../../../../../src/core/ssh/config/path.ts';

const hop: Hop = {
  name: 'jump',
  hostName: '10.0.0.1',
  port: 22,
  user: 'pat',
  via: 'direct',
  config: new Map(),
};

it('says once what was tried several times, and that nothing is left', () => {
  const record = new AuthenticationRecord(hop, []);
  for (const attempt of ['a password', 'a password', 'a password']) record.note(attempt);
  record.noteAccepted([]);
  expect(record.failure().details['tried']).toBe('a password (3 times); it accepts nothing more');
});
