import { expect, test } from 'vitest';
import {
  listOfNames,
  placeOf,
  subjectOf,
} from '../../../../../src/extension/commands/container/namesOf.ts';
import { english } from '../../explorer/fixtures.ts';

const named = (name: string) => ({ host: 'gpu1', container: 'a'.repeat(64), name });

test('victims are named with their hosts, the first ten of them', () => {
  const targets = Array.from({ length: 12 }, (_, index) => named(`ws-${index}`));
  const lines = listOfNames(targets, english).split('\n');
  expect(lines).toHaveLength(11);
  expect(lines[0]).toBe('ws-0 · gpu1');
  expect(lines[10]).toBe('and 2 more');
  expect(listOfNames(targets.slice(0, 10), english).split('\n')).toHaveLength(10);
});

test('a name cannot make lines of its own, nor turn a line around', () => {
  const hostile = named('a\n\nHarmless · gpu1\u202e');
  expect(listOfNames([hostile, named('b')], english).split('\n')).toEqual([
    'a Harmless · gpu1 · gpu1',
    'b · gpu1',
  ]);
});

test('one is called by its name, several are counted', () => {
  expect(subjectOf([named('ws')], english)).toBe('ws');
  expect(placeOf([named('ws')], english)).toBe('ws on gpu1');
  expect(placeOf([named('a'), named('b')], english)).toBe('2 containers');
});
