import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  environmentOptions,
  sessionEnvironment,
  setEnvLine,
} from '../../../../../src/core/container/configure/environment.ts';
import type { OpensshVersion } from '../../../../../src/core/container/look/opensshVersion.ts';

const version = (major: number, minor: number): OpensshVersion => ({ major, minor, text: '' });
const modern = version(9, 2);
const old = version(8, 4);

/** How sshd splits a line into arguments: argv_split() of OpenSSH's misc.c, comments and all. */
function argvSplit(line: string): readonly string[] {
  const args: string[] = [];
  let i = 0;
  while (i < line.length) {
    if (' \t'.includes(line.charAt(i))) {
      i++;
      continue;
    }
    if (line[i] === '#') break;
    let quote = '';
    let arg = '';
    for (; i < line.length; i++) {
      const character = line.charAt(i);
      const next = line[i + 1] ?? '';
      if (character === '\\' && (`'"\\`.includes(next) || (quote === '' && next === ' '))) {
        arg += line.charAt(++i);
      } else if (quote === '' && ' \t'.includes(character)) {
        break;
      } else if (quote === '' && `'"`.includes(character)) {
        quote = character;
      } else if (quote !== '' && character === quote) {
        quote = '';
      } else {
        arg += character;
      }
    }
    if (quote !== '') throw new Error('unbalanced quotes: sshd would refuse the file');
    args.push(arg);
  }
  return args;
}

/** How sshd reads options: opt_dequote() of its auth-options.c, and the search for their end. */
function optionsOf(line: string): { values: readonly string[]; rest: string } {
  const values: string[] = [];
  let rest = line;
  for (;;) {
    const start = 'environment="';
    if (!rest.startsWith(start)) throw new Error(`no option at ${rest}`);
    let value = '';
    let i = start.length;
    for (; rest[i] !== '"'; i++) {
      if (i >= rest.length) throw new Error('unbalanced');
      if (rest[i] === '\\' && rest[i + 1] === '"') i++;
      value += rest.charAt(i);
    }
    values.push(value);
    rest = rest.slice(i + 1);
    if (!rest.startsWith(',')) return { values, rest };
    rest = rest.slice(1);
  }
}

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/).map((text) => `V_${text}`);
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('"', "'", '\\', '#', ' ', '\n', '\r', ',', '=', '$', 'a') }),
);
const env = fc
  .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 8 })
  .map((pairs) => pairs.map(([key, text]) => ({ name: key, value: text })));

describe('the environment of a session', () => {
  it('comes out of SetEnv as it went in, and nothing else does', () => {
    fc.assert(
      fc.property(env, (variables) => {
        const entries = variables.map((variable) => `${variable.name}=${variable.value}`);
        const carried = sessionEnvironment(entries, modern);
        const line = setEnvLine(carried.variables);
        expect(line).not.toMatch(/[\n\r\0]/);
        expect(argvSplit(line).slice(1).toSorted()).toEqual(
          entries.filter((entry) => !/[\n\r\0]/.test(entry)).toSorted(),
        );
        expect(carried.variables.length + carried.leftOut.length).toBe(entries.length);
      }),
    );
  });

  it('comes out of authorized_keys as it went in, with the key after it', () => {
    fc.assert(
      fc.property(env, (variables) => {
        const entries = variables.map((variable) => `${variable.name}=${variable.value}`);
        const carried = sessionEnvironment(entries, old);
        if (carried.variables.length === 0) return;
        const line = `${environmentOptions(carried.variables)} ssh-ed25519 AAAA`;
        expect(line).not.toMatch(/[\n\r\0]/);
        const { values, rest } = optionsOf(line);
        expect(rest).toBe(' ssh-ed25519 AAAA');
        expect(values.toSorted()).toEqual(
          entries.filter((entry) => !/[\n\r\0]|\\$/.test(entry)).toSorted(),
        );
      }),
    );
  });

  it('is carried by SetEnv only where that does not cut values', () => {
    expect(sessionEnvironment([], version(8, 6)).carrier).toBe('authorizedKeys');
    expect(sessionEnvironment([], version(8, 7)).carrier).toBe('setEnv');
    expect(sessionEnvironment([], version(10, 0)).carrier).toBe('setEnv');
  });

  it('leaves a session what is its own', () => {
    const own =
      'HOME USER LOGNAME SHELL TERM PWD OLDPWD SHLVL HOSTNAME _ SSH_AUTH_SOCK DOCKHOP_PATH';
    const entries = own.split(' ').map((key) => `${key}=x`);
    expect(sessionEnvironment(entries, modern)).toEqual({
      carrier: 'setEnv',
      variables: [],
      leftOut: [],
    });
  });

  it('carries PATH twice: /etc/profile takes the first away', () => {
    const { variables } = sessionEnvironment(['A=1', 'PATH=/opt/bin:/bin'], modern);
    expect(variables).toEqual([
      { name: 'PATH', value: '/opt/bin:/bin' },
      { name: 'DOCKHOP_PATH', value: '/opt/bin:/bin' },
      { name: 'A', value: '1' },
    ]);
  });

  it('is the same whatever the order in which an engine lists it', () => {
    const entries = ['B=2', 'PATH=/bin', 'A=1', 'C=3'];
    expect(sessionEnvironment(entries.toReversed(), modern)).toEqual(
      sessionEnvironment(entries, modern),
    );
  });

  it('takes the later of two of the same name', () => {
    expect(sessionEnvironment(['A=1', 'A=2'], modern).variables).toEqual([
      { name: 'A', value: '2' },
    ]);
  });

  it.each([
    ['a name that no shell has', 'my.name=1', 'my.name'],
    ['a line end in a value', 'LINES=a\nb', 'LINES'],
    ['what Linux would refuse at the start of a session', `BIG=${'x'.repeat(100_000)}`, 'BIG'],
    ['a name that would draw on a terminal', '\u001b[2Jx=1', '[2Jx'],
  ])('names what it leaves out: %s', (_, entry, shown) => {
    expect(sessionEnvironment([entry], modern)).toMatchObject({ variables: [], leftOut: [shown] });
  });

  it('stays below what sshd reads', () => {
    const many = Array.from({ length: 1500 }, (_, index) => `V${index}=${'x'.repeat(500)}`);
    const { variables, leftOut } = sessionEnvironment(many, modern);
    expect(setEnvLine(variables).length).toBeLessThan(200_000);
    expect(variables.length + leftOut.length).toBe(1500);
    const tiny = Array.from({ length: 1500 }, (_, index) => `V${index}=`);
    expect(sessionEnvironment(tiny, modern).variables).toHaveLength(990);
    expect(
      environmentOptions(sessionEnvironment(many, version(7, 4)).variables).length,
    ).toBeLessThan(8192);
  });
});
