import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { parseHostFacts, type HostFacts } from '../../../../src/core/doctor/host/hostFacts.ts';
import { hostBegin, hostEnd, hostScript } from '../../../../src/core/doctor/host/hostScript.ts';

/** The script here, as a host's `sh` would run it, with these files in the home. */
function runHere(
  files: Readonly<Record<string, string>>,
  words: readonly string[] = [],
): HostFacts {
  const home = mkdtempSync(join(tmpdir(), 'dockhop-doctor-'));
  onTestFinished(() => {
    rmSync(home, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
    chmodSync(join(home, name), 0o755);
  }
  const args = ['-s', ...words.map((word) => word.replace('~', home))];
  const env = { PATH: process.env['PATH'], HOME: home };
  const options = { input: hostScript, env, encoding: 'utf8' } as const;
  return parseHostFacts('here', execFileSync('sh', args, options));
}

const config = '.config/nvidia-container-runtime/config.toml';

test('a host says what it is like', () => {
  const facts = runHere({});
  expect(facts.uid).toBe(process.getuid?.());
  expect(facts.homeFree).toBeGreaterThan(0);
  expect(facts.dataRoot).toBeUndefined();
});

test.each([
  ['[nvidia-container-cli]\n#no-cgroups = true\n', 'wanted'],
  ['[nvidia-container-cli]\nno-cgroups = false\n', 'wanted'],
  ['[nvidia-container-cli]\n  no-cgroups=true\n', 'left'],
])('a runtime with %j: cgroups are %s', (text, cgroups) => {
  expect(runHere({ [config]: text }).cgroups).toBe(cgroups);
});

test('the data of an engine is where its own command says', () => {
  const engine =
    '#!/bin/sh\n[ "$*" = "-H unix:///x info --format {{.DockerRootDir}}" ] && echo /tmp\n';
  const words = ['--', 'docker', '~/bin/docker', '-H', 'unix:///x'];
  const facts = runHere({ 'bin/docker': engine }, words);
  expect(facts.dataRoot).toBe('/tmp');
  expect(facts.dataFree).toBeGreaterThan(0);
});

test('a directory that no engine has is none', () => {
  const engine = `#!/bin/sh\necho '/tmp; touch /tmp/pwned'\n`;
  const facts = runHere({ 'bin/docker': engine }, ['--', 'docker', '~/bin/docker']);
  expect(facts.dataRoot).toBeUndefined();
});

const whole = `user=bob\nuid=1002\nsubuid=yes\nsubgid=no\nlinger=unknown\ngpu=no\ncgroups=absent`;

test('what start-up files print around it is not the answer', () => {
  const text = `hello\n${hostBegin}\n${whole}\n${hostEnd}\nbye`;
  expect(parseHostFacts('gpu1', text)).toMatchObject({ user: 'bob', subgid: 'no', gpu: false });
});

test('anything else is refused, whatever it is', () => {
  const lines = fc.array(fc.oneof(fc.constantFrom(...whole.split('\n')), fc.string()), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(lines, fc.boolean(), (some, isEnded) => {
      const text = [hostBegin, ...some, ...(isEnded ? [hostEnd] : [])].join('\n');
      try {
        expect(parseHostFacts('gpu1', text).user.length).toBeLessThanOrEqual(64);
      } catch (error) {
        expect(error).toMatchObject({ code: 'CONTAINER_ANSWER_INVALID' });
      }
    }),
    { numRuns: 100 },
  );
});
