import { sizesIn } from '../../guards/sizes.ts';
import { underLimit, type BenchPart } from '../row.ts';
import { sampleOf } from '../statistics.ts';

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;

/** Of the code as it was built and packed last. */
export const size: BenchPart = async () => {
  const { activation, tree, all, vsix } = await sizesIn('dist');
  const row = (what: string, limit: number, bytes: number, against: string) =>
    underLimit({ what, against, limit, taken: sampleOf([bytes]), print: kilobytes });
  return [
    row('code of a window that shows its containers', 600_000, tree, `all code: ${kilobytes(all)}`),
    row('code that is loaded at activation', 600_000, activation, 'of that'),
    row('.vsix without portable sshd', 1_000_000, vsix, ''),
  ];
};
