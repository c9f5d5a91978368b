import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { configureScript } from '../../../../src/core/container/configure/configureScript.ts';
import { daemonScript } from '../../../../src/core/container/configure/daemonScript.ts';
import { enterScript } from '../../../../src/core/container/configure/enterScript.ts';
import { installScript } from '../../../../src/core/container/install/installScript.ts';
import { packageManagers } from '../../../../src/core/container/install/packageManagers.ts';
import { portableScript } from '../../../../src/core/container/portable/portableScript.ts';
import { probeScript } from '../../../../src/core/container/look/probeScript.ts';
import { profileScript } from '../../../../src/core/container/configure/profileScript.ts';
import { repairScript } from '../../../../src/core/container/accounts/repairScript.ts';
import { undoScript } from '../../../../src/core/container/undoScript.ts';

const directory = `/etc/dockhop/${'ab'.repeat(32)}/0`;
const scripts: readonly (readonly [string, string])[] = [
  ['probe', probeScript],
  ['configure', configureScript],
  ['daemon', daemonScript],
  ['undo', undoScript],
  ['portable', portableScript],
  ['repair', repairScript],
  ['enter', enterScript(directory, '/usr/sbin/sshd')],
  ['profile', profileScript],
  ...packageManagers.map((manager) => [manager.name, installScript(manager)] as const),
];

describe('scripts for containers', () => {
  it.each(scripts)('%s is one that sh understands', (_, script) => {
    expect(() => execFileSync('/bin/sh', ['-n'], { input: script })).not.toThrow();
  });

  it.each(scripts)('%s has nothing of bash in it', (_, script) => {
    expect(script).not.toMatch(/\[\[ |^ *(local|function|source) |<<<|<\(|\$'|&>/m);
  });

  it.each(scripts.slice(0, 5))('%s runs no program from the PATH of the image', (_, script) => {
    expect(script).not.toMatch(/^PATH=.*\$PATH/m);
  });

  it('of a profile changes nothing outside our sessions, and PATH alone in them', () => {
    const after = (env: NodeJS.ProcessEnv) =>
      execFileSync('/bin/sh', ['-euc', `${profileScript}\necho "$PATH"`], { env }).toString();
    expect(after({ PATH: '/bin' })).toBe('/bin\n');
    expect(after({ PATH: '/bin', DOCKHOP_PATH: '/opt/x y:$(id)' })).toBe('/opt/x y:$(id)\n');
  });
});
