import type * as vscode from 'vscode';

/**
 * What `find` finds, as soon as it does: looked for now and at each change.
 * @returns undefined when it was not there in time.
 */
export function untilFound<Found>(
  find: () => Found | undefined,
  changed: vscode.Event<unknown>,
  ms: number,
): Promise<Found | undefined> {
  const found = find();
  if (found !== undefined) return Promise.resolve(found);
  return new Promise((resolve) => {
    const done = (late?: Found): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve(late);
    };
    const timer = setTimeout(done, ms);
    const listening = changed(() => {
      const late = find();
      if (late !== undefined) done(late);
    });
  });
}
