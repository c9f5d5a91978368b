import { userInfo } from 'node:os';
import { offeredHosts } from '../../core/attach/offeredHosts.ts';
import { pathTo } from '../../core/ssh/pathTo.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import type { Terminal } from '../terminal.ts';

type HostsCommand = Extract<Command, { name: 'hosts' }>;

/**
 * The hosts of the ssh config, those that the person chose, each as ssh resolves it, and this machine
 * where it may have an engine.
 */
export async function hostsCommand(
  { json }: HostsCommand,
  { settings, clientFiles, home }: Core,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const listed = await offeredHosts(settings, home.directory, signal);
  const chosen = await clientFiles.hosts();
  const names = [...new Set([...listed.map(({ host }) => host), ...chosen])];
  const hosts = [];
  for (const host of names) {
    const { hops } = await pathTo(host, settings, signal);
    const jumps = hops.slice(0, -1).map(({ name }) => name);
    const { hostName, user } = hops.at(-1) ?? thisMachine();
    const description = listed.find((one) => one.host === host)?.description;
    hosts.push({
      ...{ host, hostName, user, jumps, chosen: chosen.includes(host) },
      ...(description === undefined ? {} : { description }),
    });
  }
  if (json) {
    terminal.printJson({ hosts });
    return;
  }
  terminal.printTable([
    ['HOST', 'ADDRESS', 'USER', 'JUMPS', 'CHOSEN', 'DESCRIPTION'],
    ...hosts.map(({ host, hostName, user, jumps, chosen: isChosen, description }) => [
      host,
      hostName,
      user,
      jumps.join(' → '),
      isChosen ? 'yes' : '',
      description ?? '',
    ]),
  ]);
}

function thisMachine(): { hostName: string; user: string } {
  return { hostName: 'this machine', user: userInfo().username };
}
