/**
 * Many hosts at once behind a jump host that takes few logins at a time: all are reached, and nobody
 * logs in at the jump host more often than there is a need to.
 */
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { EngineDirectory } from '../../../src/core/attach/engineDirectory.ts';
import { configValue } from '../../../src/core/ssh/config/configValue.ts';
import { resolveHost } from '../../../src/core/ssh/config/resolveHost.ts';
import { doorLog, reachSshConfig, type Door } from '../../lab/doors.ts';
import { recordingLog } from '../../recordingLog.ts';
import { builtinReach, never, useReachLab, writeConfig } from './reachLab.ts';

const directory = useReachLab();
const names = Array.from({ length: 30 }, (_, index) => `crowd-${index + 1}`);
let configFile = '';

beforeAll(async () => {
  const gpu1 = await resolveHost('gpu1', { configFile: reachSshConfig }, never);
  const hostName = configValue(gpu1, 'hostname') ?? '';
  // The same machine each time, but the names keep them apart as thirty of them would be.
  const blocks = names.flatMap((name) => [
    ...[`Host ${name}-few ${name}-crowd ${name}-nc-few ${name}-nc-crowd`],
    ...[`  HostName ${hostName}`, '  User alice', `  IdentityAgent ${directory()}/none-${name}`],
  ]);
  const jumps = ['few', 'crowd'].flatMap((door) => [
    ...[`Host crowd-*-nc-${door}`, `  ProxyCommand ssh -F ${reachSshConfig} jump-${door} nc %h %p`],
    ...[`Host crowd-*-${door}`, `  ProxyJump jump-${door}`],
  ]);
  const lines = [...blocks, ...jumps, 'Match all', `Include ${reachSshConfig}`];
  configFile = await writeConfig(path.join(directory(), 'crowd'), lines);
});

async function logins(door: Door): Promise<{ accepted: number; refused: number }> {
  const log = await doorLog(door);
  return {
    accepted: log.match(/^Accepted publickey for jumper /gm)?.length ?? 0,
    refused: log.match(/^(?:Failed|Invalid user|Disconnecting|error: maximum) /gm)?.length ?? 0,
  };
}

describe.each(['few', 'crowd'] as const)('thirty hosts at once through jump-%s', (door) => {
  test.each([
    ['ProxyJump', '', 1],
    ['a ProxyCommand each', '-nc', names.length],
  ])('by %s are all shown', async (_, infix, expected) => {
    const before = await logins(door);
    const { pool } = builtinReach(configFile);
    const directoryOfEngines = new EngineDirectory(pool, recordingLog(), () => false);
    const reached = await Promise.all(
      names.map((name) => directoryOfEngines.reach(`${name}${infix}-${door}`, never)),
    );
    expect(reached.every(({ engines }) => engines.length > 0)).toBe(true);
    const after = await logins(door);
    expect(after.accepted - before.accepted).toBe(expected);
    expect(after.refused - before.refused).toBe(0);
  });
});
