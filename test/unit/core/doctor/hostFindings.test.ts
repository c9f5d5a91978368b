import { expect, test } from 'vitest';
import { describeFinding } from '../../../../src/core/doctor/finding.ts';
import type { HostFacts } from '../../../../src/core/doctor/host/hostFacts.ts';
import { hostFindings } from '../../../../src/core/doctor/host/hostFindings.ts';

const well: HostFacts = {
  ...{ user: 'bob', uid: 1002, subuid: 'yes', subgid: 'yes', linger: 'yes' },
  ...{ homeFree: 9e6, dataRoot: '/data', dataFree: 9e6, gpu: true, cgroups: 'left' },
};
const rootless = [{ rootless: true }];
const rootful = [{ rootless: false }];

function complaints(facts: Partial<HostFacts>, engines: typeof rootless): string[] {
  return hostFindings('gpu1', { ...well, ...facts }, engines)
    .map((finding) => describeFinding(finding))
    .flatMap(({ id, state }) => (state === 'ok' ? [] : [`${id} ${state}`]));
}

test.each<[Partial<HostFacts>, typeof rootless, string[]]>([
  [{}, rootless, []],
  [{ subuid: 'no' }, rootless, ['subordinate-ids fail']],
  [{ subgid: 'no' }, rootless, ['subordinate-ids fail']],
  [{ subuid: 'unknown' }, rootless, []],
  [{ linger: 'no' }, rootless, ['linger warn']],
  [{ linger: 'unknown' }, rootless, []],
  [{ cgroups: 'wanted' }, rootless, ['nvidia-cgroups warn']],
  [{ cgroups: 'absent' }, rootless, []],
  [{ homeFree: 10 }, rootless, ['host-disk fail']],
  [{ dataFree: 1e6 }, rootless, ['host-disk warn']],
  [{ dataFree: 0 }, rootless, ['host-disk fail']],
  // A rootful engine needs none of it.
  [{ subuid: 'no', linger: 'no', cgroups: 'wanted' }, rootful, []],
  // Nobody answers: what one's own engine would need counts, what it would do later does not.
  [{ subuid: 'no', linger: 'no' }, [], ['subordinate-ids fail']],
  [{ uid: 0, subuid: 'no', linger: 'no' }, rootless, []],
])('%j with engines %j: %j', (facts, engines, expected) => {
  expect(complaints(facts, engines)).toEqual(expected);
});
