import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  inspectedTarget,
  inspectionUri,
} from '../../../../src/extension/documents/inspectionUri.ts';

test('a document is called after its container and knows which it is', () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
  const targets = fc.record({ host: text, engine: text, container: text, name: text });
  fc.assert(
    fc.property(targets, (target) => {
      const uri = inspectionUri(target);
      expect(uri.path.split('/')).toHaveLength(3);
      expect(uri.path).toMatch(/\.json$/);
      expect(inspectedTarget(uri)).toEqual(target);
    }),
    { numRuns: 30 },
  );
  expect(inspectionUri({ host: 'gpu1', container: 'abc', name: 'ws' }).path).toBe('/gpu1/ws.json');
});

test.each([
  ['file', '{"host":"gpu1","container":"abc"}'],
  ['dockhop-inspect', ''],
  ['dockhop-inspect', '{"host":"gpu1"}'],
  ['dockhop-inspect', '{"host":"gpu1","container":"abc","more":1}'],
  ['dockhop-inspect', JSON.stringify({ host: 'h'.repeat(2000), container: 'abc' })],
])('%s with %j describes nothing', (scheme, query) => {
  expect(inspectedTarget({ scheme, query })).toBeUndefined();
});
