import { pathTo } from '../../core/ssh/config/pathTo.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import type { Terminal } from '../terminal.ts';

type PathCommand = Extract<Command, { name: 'path' }>;

export async function pathCommand(
  { host, json }: PathCommand,
  { settings }: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const path = await pathTo(host, settings, signal);
  const hops = path.hops.map(({ name, hostName, port, user, via, command }) => ({
    name,
    hostName,
    port,
    user,
    via,
    ...(command === undefined ? {} : { command }),
  }));
  if (json) {
    terminal.printJson({ host: path.host, hops });
    return;
  }
  terminal.printTable([
    ['HOP', 'ADDRESS', 'USER', 'REACHED BY'],
    ...hops.map((hop) => [
      hop.name,
      `${hop.hostName}:${hop.port}`,
      hop.user,
      hop.command ?? (hop.via === 'jump' ? 'forwarding through the hop before' : 'direct'),
    ]),
  ]);
}
