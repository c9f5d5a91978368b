import { systemProgram } from '../engine/streams/systemProgram.ts';
import { relayScripts } from './relayScripts.ts';

/**
 * Programs that containers may have and that carry bytes between their standard streams and a TCP
 * port there, the best first: the last cannot end half of a connection as its client does.
 */
const relays = ['perl', 'python3', 'nc', 'bash'] as const;

export type Relay = (typeof relays)[number];

/** How long a server may go on after its client has ended: half-open is rare, and seldom long. */
const lingerSeconds = 120;

/** Prints the relays that a container has, one a line. */
export const findRelays: readonly string[] = systemProgram([
  'sh',
  '-c',
  `for name in "$@"; do
  if command -v "$name" >/dev/null; then
    # Of the programs that are called nc only some end half of a connection with their input.
    if [ "$name" != nc ] || nc --help 2>&1 | grep -q BusyBox; then printf '%s\\n' "$name"; fi
  fi
done`,
  'dockhop-relays',
  ...relays,
]);

/** @param answer what `findRelays` printed; from a stranger. */
export function bestRelay(answer: string): Relay | undefined {
  const found = answer.split('\n');
  return relays.find((name) => found.includes(name));
}

/**
 * The command that relays to a port on the container's loopback, IPv4's or IPv6's.
 * @param mark of `newMark`, by which `hangUp` finds it.
 */
export function relayCommand(relay: Relay, port: number, mark: string): readonly string[] {
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new RangeError(`no port: ${port}`);
  return systemProgram(commandOf(relay, mark, [String(port), String(lingerSeconds)]));
}

function commandOf(relay: Relay, mark: string, words: readonly string[]): readonly string[] {
  switch (relay) {
    case 'perl':
      return ['perl', '-e', `#: ${mark}\n${relayScripts.perl}`, ...words];
    case 'python3':
      return ['python3', '-I', '-c', `#: ${mark}\n${relayScripts.python}`, ...words];
    case 'nc':
      return ['sh', '-c', `: ${mark}\n${relayScripts.nc}`, 'dockhop-relay', ...words];
    case 'bash':
      return ['bash', '-c', `: ${mark}\n${relayScripts.bash}`, 'dockhop-relay', ...words];
  }
}
