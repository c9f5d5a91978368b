import type { Texts } from '../texts.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How old something is: `3 days old`; undefined where nobody knows, as with images made reproducibly. */
export function ageWords(createdMs: number, nowMs: number, l10n: Texts): string | undefined {
  const age = Math.max(0, nowMs - createdMs);
  if (createdMs <= 0) return undefined;
  if (age < minute) return l10n.t('just made');
  if (age < hour) return l10n.t('{count} min old', { count: Math.round(age / minute) });
  if (age < 2 * day) return l10n.t('{count} h old', { count: Math.round(age / hour) });
  return l10n.t('{count} days old', { count: Math.round(age / day) });
}
