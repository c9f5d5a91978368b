import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Answer, HostKeyQuestion } from '../../../src/core/ports/prompter.ts';
import { ConnectionPool } from '../../../src/core/ssh/connectionPool.ts';
import { up } from '../../lab/lab.ts';
import { nobody } from '../../nobody.ts';

export const never = new AbortController().signal;

/** For a test file: the lab is up, and there is a directory from its first test to its last. */
export function useReachLab(): () => string {
  let directory = '';
  beforeAll(async () => {
    await up();
    directory = await mkdtemp(path.join(tmpdir(), 'dockhop-reach-'));
  }, 600_000);
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });
  return () => directory;
}

/** Writes a config that ssh takes, whatever the umask. @returns its path. */
export async function writeConfig(file: string, lines: readonly string[]): Promise<string> {
  await writeFile(file, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  return file;
}

export interface Reach {
  readonly pool: ConnectionPool;
  readonly questions: HostKeyQuestion[];
}

/** Connections by ssh2 alone, until the test ends; `answer` to every question about a host key. */
export function builtinReach(configFile: string, answer: Answer = 'cannotAsk'): Reach {
  const questions: HostKeyQuestion[] = [];
  const ignore = (): void => undefined;
  const pool = new ConnectionPool({
    settings: { configFile, client: 'builtin' },
    prompter: {
      ...nobody,
      trustHostKey: (question) => {
        questions.push(question);
        return Promise.resolve(answer);
      },
    },
    log: { debug: ignore, info: ignore, warn: ignore },
  });
  onTestFinished(() => pool.dispose());
  return { pool, questions };
}
