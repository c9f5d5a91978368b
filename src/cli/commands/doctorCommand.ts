import type { DoctorRequest } from '../../core/doctor/doctorTools.ts';
import { examine } from '../../core/doctor/examine.ts';
import { describeFinding, type Check } from '../../core/doctor/finding.ts';
import type { RepairId } from '../../core/doctor/findings.ts';
import { repair } from '../../core/doctor/repair.ts';
import { failure } from '../../core/errors/dockhopError.ts';
import { namingConfig } from '../../core/ssh/sshCommandLine.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import type { Terminal } from '../terminal.ts';

type DoctorCommand = Extract<Command, { name: 'doctor' }>;

/**
 * What works on the way to a host or into a container, and what does not; on request what Dockhop can
 * mend is mended, and all of it looked at again.
 * @returns whether nothing is broken.
 */
export async function doctorCommand(
  { host, container, engine, fix, json }: DoctorCommand,
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  const request: DoctorRequest = {
    host,
    ...(container === undefined ? {} : { container }),
    ...(engine === undefined ? {} : { engine }),
  };
  const look = async (): Promise<readonly Check[]> =>
    (await examine(request, core, signal)).map((finding) =>
      describeFinding(finding, (text) => namingConfig(text, core.settings)),
    );
  const first = await look();
  const fixed = fix ? await mend(first, request, core, terminal, signal) : [];
  const checks = fixed.length > 0 ? await look() : first;
  if (json) terminal.printJson({ checks, ...(fix ? { fixed } : {}) });
  else printChecks(checks, terminal);
  if (!fix && checks.some(({ repair: id }) => id !== undefined)) {
    terminal.note('dockhop doctor --fix mends what Dockhop can mend, after asking');
  }
  return checks.every(({ state }) => state !== 'fail');
}

/** Each kind once: one repair mends all of its kind. */
async function mend(
  checks: readonly Check[],
  request: DoctorRequest,
  core: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<readonly RepairId[]> {
  const mendable = new Map(
    checks.flatMap((check) => (check.repair ? [[check.repair, check] as const] : [])),
  );
  const done: RepairId[] = [];
  for (const [id, { message, offer = '' }] of mendable) {
    if (!(await agrees(request.host, `${message}: ${offer}`, terminal, signal))) continue;
    terminal.note(offer);
    await repair(id, request, core, terminal, signal);
    done.push(id);
  }
  return done;
}

async function agrees(
  host: string,
  text: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<boolean> {
  if (terminal.agreesToAll) return true;
  const answer = await terminal.confirm({ hop: host, text }, signal);
  if (answer === 'cannotAsk') throw failure('CONSENT_NEEDED', { what: text });
  return answer === 'yes';
}

const marks: Readonly<Record<Check['state'], string>> = { ok: 'ok', warn: 'warn', fail: 'FAIL' };

function printChecks(checks: readonly Check[], terminal: Terminal): void {
  terminal.printTable(
    checks.flatMap(({ state, message, fix }) => [
      [marks[state], message],
      ...(fix === undefined ? [] : [['', `→ ${fix}`]]),
    ]),
  );
}
