import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { benchWindow, openWindow } from '../benchWindow.ts';
import { underLimit, type BenchPart } from '../row.ts';
import { sampleOf } from '../statistics.ts';
import { milliseconds } from '../units.ts';

const usualRounds = 11;

/** Loading the bundle and activating it, in a Node process that did neither before. */
export const activation: BenchPart = async (bench) => {
  const { signal } = bench;
  const rounds: { readonly loadMs: number; readonly activateMs: number }[] = [];
  for (let round = 0; round < bench.rounds(usualRounds); round++) {
    const scratch = path.join(bench.scratch, `activation${round}`);
    await mkdir(scratch);
    await using window = await benchWindow(['gpu1'], { scratch, signal });
    rounds.push(await openWindow(window, bench.sshConfig, scratch));
  }
  const load = sampleOf(rounds.map(({ loadMs }) => loadMs));
  return [
    underLimit({
      what: 'activation, in plain Node: from `require` to the end of `activate`',
      against: `of it loading: ${milliseconds(load.median)}`,
      limit: 30,
      taken: sampleOf(rounds.map(({ loadMs, activateMs }) => loadMs + activateMs)),
    }),
  ];
};
