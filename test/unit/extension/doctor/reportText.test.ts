import { expect, test } from 'vitest';
import type { Check } from '../../../../src/core/doctor/finding.ts';
import { reportText, worstFirst } from '../../../../src/extension/doctor/reportText.ts';

const checks: readonly Check[] = [
  { id: 'ssh', state: 'ok', message: 'ssh is there' },
  { id: 'linger', state: 'warn', message: 'it ends', fix: 'Let it go on.' },
  { id: 'entry', state: 'fail', message: 'it is old', fix: 'Renew it.' },
  { id: 'leak', state: 'warn', message: 'it leaks' },
];

test('a report has every check with what to do, in the order of the road', () => {
  expect(reportText('Doctor: ws', checks)).toBe(
    'Doctor: ws\n\n✓ ssh is there\n! it ends\n    → Let it go on.\n✗ it is old\n    → Renew it.\n! it leaks\n',
  );
});

test('a list begins with what is broken', () => {
  expect(worstFirst(checks).map(({ id }) => id)).toEqual(['entry', 'linger', 'leak', 'ssh']);
});
