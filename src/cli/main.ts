import { failure } from '../core/errors/dockhopError.ts';
import { heedOutput } from './heedOutput.ts';
import { parseCommandLine } from './commandLine.ts';
import { runCommand } from './runCommand.ts';
import { Terminal } from './terminal.ts';

/** The terminal face: parse, call core, print. */
async function main(words: readonly string[]): Promise<number> {
  const terminal = new Terminal(process.stdin, process.stdout, process.stderr);
  const cancel = new AbortController();
  const onSignal = (): void => {
    cancel.abort();
  };
  // A second one of the same ends the program at once.
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal).once('SIGHUP', onSignal);
  const parsed = parseCommandLine(words);
  if (parsed.kind === 'command') return runCommand(parsed.command, terminal, cancel.signal);
  const { problem } = parsed;
  if (problem === undefined) {
    terminal.printUsage();
    return 0;
  }
  terminal.printFailure(failure('USAGE', { problem }), words.includes('--json'));
  return 2;
}

// Node's advice to those who write libraries (docker-modem parses URLs the old way) is none for a person.
process.noDeprecation = true;

let exitCode: number | undefined;
heedOutput([process.stdout, process.stderr], (reason) => {
  process.stderr.write(`dockhop: the output cannot be written: ${reason}\n`);
  exitCode = 1;
  process.exitCode = exitCode;
});

let isTerminalGone = false;
process.once('SIGHUP', () => {
  isTerminalGone = true;
});

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = exitCode ?? code;
  // Nobody heeds it any more. Node's own way to end aborts where it cannot reset its terminal.
  if (isTerminalGone) process.kill(process.pid, 'SIGHUP');
});
