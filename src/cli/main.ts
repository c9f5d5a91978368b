import { parseCommandLine } from './commandLine.ts';
import { runCommand } from './runCommand.ts';
import { Terminal } from './terminal.ts';

/** The terminal face: parse, call core, print. */
async function main(): Promise<number> {
  const terminal = new Terminal(process.stdin, process.stdout, process.stderr);
  const cancel = new AbortController();
  const onSignal = (): void => {
    cancel.abort();
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const parsed = parseCommandLine(process.argv.slice(2));
  if (parsed.kind === 'usage') {
    terminal.printUsage(parsed);
    return parsed.problem === undefined ? 0 : 2;
  }
  return runCommand(parsed.command, terminal, cancel.signal);
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
