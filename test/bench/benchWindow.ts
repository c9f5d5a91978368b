import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundle, Helper } from './helper.ts';
import type { WindowQuestions } from './window/main.ts';

export type BenchWindow = Helper<WindowQuestions>;

interface WindowOptions {
  readonly scratch: string;
  readonly nodeOptions?: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * A window with Dockhop's own bundle in a Node process of its own, and nothing else in it: what it
 * uses is what Dockhop uses.
 * @param hosts those that the person has chosen.
 */
export async function benchWindow(
  hosts: readonly string[],
  { scratch, nodeOptions, signal }: WindowOptions,
): Promise<BenchWindow> {
  const home = path.join(scratch, 'home');
  await mkdir(home, { mode: 0o700, recursive: true });
  const state = { version: 1, hosts, entries: [] };
  await writeFile(path.join(home, 'state.json'), JSON.stringify(state), { mode: 0o600 });
  const modules = path.join(scratch, 'modules');
  const main = path.join(modules, 'vscode', 'fake.cjs');
  await bundle({ entryPoints: [path.resolve('test/bench/window/fakeVscode.ts')], outfile: main });
  await writeFile(path.join(modules, 'vscode', 'package.json'), JSON.stringify({ main }));
  return await Helper.start<WindowQuestions>({
    source: 'test/bench/window/main.ts',
    scratch,
    env: { DOCKHOP_HOME: home, NODE_PATH: modules },
    ...(nodeOptions === undefined ? {} : { nodeOptions }),
    signal,
  });
}

/** Opens it as a person's editor does. */
export async function openWindow(
  window: BenchWindow,
  configFile: string,
  scratch: string,
): Promise<{ readonly loadMs: number; readonly activateMs: number }> {
  return await window.ask('open', {
    extension: path.resolve('dist/extension.cjs'),
    settings: { 'dockhop.ssh.configFile': configFile },
    storage: path.join(scratch, 'storage'),
  });
}
