import type { Report } from './withNotification.ts';

/** Says how many of several are done: to be called after each. */
export function counting(total: number, report: Report): () => void {
  let ended = 0;
  return () => {
    ended += 1;
    if (total > 1) report.report({ message: `${ended}/${total}`, increment: 100 / total });
  };
}
