import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const part = (name: string, testTimeout: number, fileParallelism: boolean) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout,
    hookTimeout: Math.max(testTimeout, 60_000),
    // The default is a second, which a busy machine may need for one look.
    expect: { poll: { timeout: 20_000 } },
    fileParallelism,
    // The modules are loaded once a worker: that halves the time. Files put back what they stub.
    isolate: name !== 'unit',
    unstubEnvs: true,
    ...(name === 'e2e' && { globalSetup: 'test/e2e/harness/everyCommandRan.ts' }),
  },
});

export default defineConfig({
  test: {
    // The default leaves one core free, which is half of a machine with two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      part('unit', 30_000, true),
      // Thousands of generated cases; unit has a sample of each.
      part('property', 300_000, true),
      // The lab and the browser are shared: one test file at a time.
      part('integration', 240_000, false),
      part('matrix', 60_000, false),
      part('e2e', 300_000, false),
    ],
  },
});
