import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dockhopHome } from '../../../../src/core/clientFiles/dockhopHome.ts';
import { SharedConfigFile } from '../../../../src/core/clientFiles/sharedConfig.ts';
import { ConnectionPool } from '../../../../src/core/ssh/connectionPool.ts';
import { SystemSsh } from '../../../../src/core/ssh/system/systemSsh.ts';
import { nobody } from '../../../nobody.ts';
import { silentLog } from './silentLog.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

test('a ProxyCommand that hands over a socket is left to the ssh program', async () => {
  const directory = await temporaryDirectory();
  const configFile = path.join(directory, 'config');
  const lines = ['Host gpu1', '  ProxyUseFdpass yes', '  ProxyCommand exit 3', ''];
  await writeFile(configFile, lines.join('\n'), { mode: 0o600 });
  const settings = { configFile };
  const home = dockhopHome({ env: { DOCKHOP_HOME: path.join(directory, 'd') } });
  const shared = new SharedConfigFile(home, settings);
  const system = new SystemSsh({ settings, shared, log: silentLog });
  const told: string[] = [];
  const log = { ...silentLog, info: (line: string) => void told.push(line) };
  const pool = new ConnectionPool({ settings, prompter: nobody, log, system });
  onTestFinished(() => pool.dispose());
  // The command hands over nothing, which only somebody who waits for a socket can notice.
  await expect(pool.to('gpu1', new AbortController().signal)).rejects.toMatchObject({
    hop: 'gpu1',
  });
  expect(told).toEqual([expect.stringContaining('ProxyUseFdpass')]);
});
