import type { Check } from '../../core/doctor/finding.ts';

const marks: Readonly<Record<Check['state'], string>> = { ok: '✓', warn: '!', fail: '✗' };

/** A report as lines of text, to be pasted where somebody can help. */
export function reportText(title: string, checks: readonly Check[]): string {
  const lines = checks.flatMap(({ state, message, fix }) => [
    `${marks[state]} ${message}`,
    ...(fix === undefined ? [] : [`    → ${fix}`]),
  ]);
  return [title, '', ...lines, ''].join('\n');
}

/** What is broken first, then what is to be looked at, then what is well; each in the order of the road. */
export function worstFirst(checks: readonly Check[]): readonly Check[] {
  return (['fail', 'warn', 'ok'] as const).flatMap((wanted) =>
    checks.filter(({ state }) => state === wanted),
  );
}
