import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseImageName } from '../../../../../src/core/engine/imageName.ts';
import { suggestedImage } from '../../../../../src/extension/commands/container/suggestedImage.ts';

test('is the container’s name, as engines take it', () => {
  expect(suggestedImage('My_Trainer.2')).toBe('my-trainer-2:latest');
  expect(suggestedImage('训练')).toBe('');
});

test('is a name of an image, or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const suggested = suggestedImage(name);
      if (suggested !== '') expect(parseImageName(suggested)).toBeDefined();
    }),
    { numRuns: 50 },
  );
});
