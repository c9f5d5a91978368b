import { afterAll, beforeAll } from 'vitest';
import { up } from '../lab/lab.ts';
import { Laptop } from './laptop.ts';

/** For a test file: the lab is up, and there is a laptop of the file's own from its first test to its last. */
export function useLaptop(): () => Laptop {
  let laptop: Laptop | undefined;
  beforeAll(async () => {
    await up();
    laptop = await Laptop.create();
  }, 600_000);
  afterAll(async () => {
    await laptop?.remove();
  });
  return () => {
    if (!laptop) throw new Error('the laptop is there once the tests run');
    return laptop;
  };
}
