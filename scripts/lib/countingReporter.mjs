// A vitest reporter that writes what scripts/test sums up: the outcome of every test, by name,
// with the reason that a skipped one gave (vitest's own JSON leaves that out).
// The file is named by DOCKHOP_TEST_RESULTS; no file means that the runner did not reach its end.
import { writeFileSync } from 'node:fs';

const file = process.env.DOCKHOP_TEST_RESULTS;

/** True when set-up around the test failed: vitest then reports the test itself as skipped. */
function setUpFailed(test) {
  for (let around = test.parent; ; around = around.parent) {
    if (around.errors().length > 0) return true;
    if (around.type === 'module') return false;
  }
}

function outcomeOf(test) {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const result = test.result();
  if (result.state === 'passed' || result.state === 'failed') return { name, state: result.state };
  if (setUpFailed(test)) return { name, state: 'failed', reason: 'its set-up failed' };
  if (result.state === 'pending') return { name, state: 'failed', reason: 'it never ran' };
  return { name, state: 'skipped', reason: result.note };
}

export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const tests = [];
    const errors = unhandledErrors.map((error) => String(error.message ?? error));
    for (const module of modules) {
      const inside = [...module.children.allTests()];
      tests.push(...inside.map(outcomeOf));
      if (inside.length === 0)
        errors.push(`${module.relativeModuleId}: no test could be collected`);
    }
    if (file) writeFileSync(file, JSON.stringify({ tests, errors }, undefined, 2));
  }
}
