import { describe, expect, it } from 'vitest';
import { parseContainerFacts } from '../../../../../src/core/container/look/containerFacts.ts';
import {
  asMended,
  neededRepairs,
  newAccount,
} from '../../../../../src/core/container/accounts/repairs.ts';
import { containerDetails } from '../containerDetails.ts';
import { probeAnswer } from '../probeAnswer.ts';

type Change = Readonly<Record<string, readonly string[]>>;
const factsWith = (change: Change) => parseContainerFacts('box', probeAnswer(change));
const root = { name: ['root'], uid: ['0'] };
const nobodyKnown = { name: [], uid: [] };

describe('what has to be mended of an account', () => {
  it.each<[string, Change, string[]]>([
    ['one in order', { locked: ['no'] }, []],
    ['a locked user, who runs sshd alone', {}, []],
    ['a locked root', { ...root }, ['unlock']],
    ['a locked root who may not change users anyway', { ...root, capabilities: ['0'] }, []],
    ['one with nologin', { shell: ['/usr/sbin/nologin'] }, ['shell']],
    ['one whose shell does not run', { shellRuns: ['no'] }, ['shell']],
    ['one without a home', { homeExists: ['no'] }, ['home']],
    ['one that shall have none', { homeExists: ['no'], home: ['/nonexistent'] }, []],
    ['one with an odd home', { homeExists: ['no'], home: ['/home/../etc'] }, []],
    ['one with an odd name', { name: ['Dev'], shell: ['/bin/false'] }, []],
    ['all of it', { ...root, shellRuns: ['no'], homeExists: ['no'] }, ['unlock', 'shell', 'home']],
  ])('of %s', (_, change, kinds) => {
    const found = factsWith(change);
    const repairs = neededRepairs(containerDetails(), 'dev', found);
    expect(repairs.map(({ kind }) => kind)).toEqual(kinds);
    expect(
      neededRepairs(containerDetails(), 'dev', asMended(containerDetails(), found, repairs)),
    ).toEqual(change['home'] || change['name']?.[0] === 'Dev' ? repairs : []);
  });

  it('is nothing where the files are not the container’s own', () => {
    const needs = (mountPoints: string[], change: Change) =>
      neededRepairs(containerDetails({ mountPoints }), 'dev', factsWith(change));
    expect(needs(['/etc/shadow'], root)).toEqual([]);
    expect(needs(['/etc/passwd'], { shellRuns: ['no'] })).toEqual([]);
    expect(needs(['/home'], { homeExists: ['no'] })).toEqual([]);
    expect(needs([], { shellRuns: ['no'], systemWritable: ['no'] })).toEqual([]);
  });

  it('is an entry for the container’s own uid, and for no other', () => {
    const container = containerDetails({ user: '4242:100', env: ['HOME=/workspace'] });
    const facts = factsWith(nobodyKnown);
    expect(neededRepairs(container, '4242', facts)).toEqual([
      { kind: 'account', user: 'uid4242', uid: 4242 },
    ]);
    expect(neededRepairs(container, '4243', facts)).toEqual([]);
    expect(neededRepairs(container, 'dev', facts)).toEqual([]);
    expect(newAccount(container)).toEqual({ gid: '100', home: '/workspace' });
  });

  it.each([
    [['HOME=/a:0:0'], '/home/uid7'],
    [['HOME=/a\nroot::0:0::/:'], '/home/uid7'],
    [['HOME=relative'], '/home/uid7'],
    [['HOME=/..'], '/home/uid7'],
    [['HOME=/one', 'HOME=/two'], '/two'],
  ])('takes from the environment %j the home %s', (env, home) => {
    expect(newAccount(containerDetails({ user: '7', env }))).toEqual({ gid: '0', home });
  });
});
