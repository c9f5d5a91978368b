// Sums up what the parts of scripts/test left in its results folder:
//   node sumUp.mjs FOLDER PART…
// Names every failure and every skip, ends with "N passed, N failed, N skipped", and exits 1 when anything failed.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const vitestParts = ['unit', 'property', 'integration', 'e2e'];
const inCi = process.env.CI === 'true';

const [folder, ...parts] = process.argv.slice(2);
const read = (name) => {
  const path = join(folder, name);
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
};

/** Names of tests that may be skipped in CI: one a line; a trailing * stands for any ending; # begins a comment. */
const allowedSkips = readFileSync(new URL('../../test/allowedSkips.txt', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => line.replace(/(^|\s)#.*/, '').trim())
  .filter((line) => line !== '');

const mayBeSkipped = (name) =>
  allowedSkips.some((allowed) =>
    allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : name === allowed,
  );

/** A skip must say why; in CI it must also have been agreed on. */
function judgeSkip({ name, reason }) {
  if (!reason) return { name, state: 'failed', reason: 'skipped without a reason' };
  if (inCi && !mayBeSkipped(name)) {
    return {
      name,
      state: 'failed',
      reason: `skipped in CI (${reason}), and test/allowedSkips.txt does not name it`,
    };
  }
  return { name, state: 'skipped', reason };
}

/** What the runner of a part wrote, or all the runners that it had, of which each left a mark when it began. */
function writtenBy(part) {
  const runners = readdirSync(folder)
    .filter((file) => file.startsWith(`${part}.`) && file.endsWith('.began'))
    .map((file) => read(file.replace(/began$/, 'json')));
  const all = runners.filter((text) => text !== undefined).map((text) => JSON.parse(text));
  return {
    missing: runners.length === 0 || all.length < runners.length,
    tests: all.flatMap(({ tests }) => tests),
    errors: all.flatMap(({ errors }) => errors),
  };
}

/** Outcomes of a part that ran vitest: a runner that crashed, ran nothing or failed beside its tests counts as failed. */
function outcomesOfTests(part, status) {
  const failed = (reason) => ({ name: part, state: 'failed', reason });
  const { tests, errors, missing } = writtenBy(part);
  if (missing) return [failed(`a runner ended before its tests (exit status ${status})`)];
  const outcomes = tests.map((test) => (test.state === 'skipped' ? judgeSkip(test) : test));
  outcomes.push(...errors.map(failed));
  if (tests.length === 0) outcomes.push(failed('it ran no test'));
  if (status !== '0' && !outcomes.some(({ state }) => state === 'failed')) {
    outcomes.push(failed(`the runner ended with exit status ${status}`));
  }
  return outcomes;
}

function outcomesOf(part) {
  const status = read(`${part}.status`);
  if (status === undefined) return [{ name: part, state: 'failed', reason: 'it did not run' }];
  if (status.startsWith('blocked ')) {
    const needed = status.slice('blocked '.length);
    return [{ name: part, state: 'failed', reason: `not run, because ${needed} failed` }];
  }
  if (vitestParts.includes(part)) return outcomesOfTests(part, status);
  if (status === '0') return [{ name: part, state: 'passed' }];
  return [{ name: part, state: 'failed', reason: `exit status ${status}` }];
}

const count = (outcomes, state) => outcomes.filter((outcome) => outcome.state === state).length;
const counts = (outcomes) =>
  ['passed', 'failed', 'skipped'].map((state) => `${count(outcomes, state)} ${state}`).join(', ');

const all = [];
console.log('\n== sum');
for (const part of parts) {
  const outcomes = outcomesOf(part);
  all.push(...outcomes);
  const seconds = read(`${part}.seconds`);
  console.log(`${part}: ${counts(outcomes)}${seconds === undefined ? '' : ` in ${seconds} s`}`);
  for (const { name, state, reason } of outcomes) {
    if (state !== 'passed') console.log(`  ${state}: ${name}${reason ? `: ${reason}` : ''}`);
  }
}
console.log(counts(all));
process.exitCode = count(all, 'failed') > 0 || count(all, 'passed') === 0 ? 1 : 0;
