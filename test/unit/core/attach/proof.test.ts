import { describe, expect, it } from 'vitest';
import { proofHolds } from '../../../../src/core/attach/proof.ts';
import { record } from './fixtures.ts';

const at = '2026-01-01T12:00:00.000Z';
const now = Date.parse(at);
const proven = { entryHash: 'h', startedAt: 's' };
const withProof = record({ proof: { at, ...proven } });

describe('proofHolds', () => {
  it.each([
    ['just now', withProof, proven, 0, true],
    ['for a minute', withProof, proven, 59_999, true],
    ['no longer', withProof, proven, 60_000, false],
    ['not before it was made: the clock was set back', withProof, proven, -1, false],
    ['not for other bytes', withProof, { ...proven, entryHash: 'x' }, 0, false],
    ['not for another start', withProof, { ...proven, startedAt: 'x' }, 0, false],
    ['not without one', record(), proven, 0, false],
    ['not without a record', undefined, proven, 0, false],
  ])('holds %s', (_, known, provable, age, holds) => {
    expect(proofHolds(known, provable, now + age)).toBe(holds);
  });
});
