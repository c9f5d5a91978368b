import { systemProgram } from '../engine/streams/systemProgram.ts';

/** The state of a socket that listens, in the kernel's numbers. */
const listening = '0A';
/** Far more than a container has; its answer is a stranger's. */
const most = 1000;

/** Prints the TCP sockets of a container's network; either file may be missing. */
export const readSockets: readonly string[] = systemProgram([
  'sh',
  '-c',
  'for file in /proc/net/tcp /proc/net/tcp6; do [ ! -r "$file" ] || cat "$file"; done',
]);

/**
 * The TCP ports on which something listens, each once, in order.
 * @param text of /proc/net/tcp and tcp6, from a stranger: lines that make no sense are left out.
 * @see proc_net(5); Linux, Documentation/networking/proc_net_tcp.rst.
 */
export function listeningSockets(text: string): readonly number[] {
  const ports = new Set<number>();
  for (const line of text.split('\n')) {
    const match = /^ *\d+: [0-9A-F]{8,32}:([0-9A-F]{4}) [0-9A-F]{8,32}:0000 ([0-9A-F]{2}) /.exec(
      line,
    );
    if (match?.[1] === undefined || match[2] !== listening) continue;
    const port = Number.parseInt(match[1], 16);
    if (port > 0) ports.add(port);
    if (ports.size === most) break;
  }
  return [...ports].sort((a, b) => a - b);
}
