import { userInfo } from 'node:os';
import { offeredHosts } from '../../core/attach/offeredHosts.ts';
import { pathTo } from '../../core/ssh/config/pathTo.ts';
import {
  describeError,
  isCancelled,
  type ErrorDescription,
} from '../../core/errors/dockhopError.ts';
import { namingConfig } from '../../core/ssh/sshCommandLine.ts';
import type { SshSettings } from '../../core/ssh/sshProgram.ts';
import type { Command } from '../commandLine.ts';
import type { Core } from '../composeCore.ts';
import { inTurns } from '../inTurns.ts';
import { failureLine, type Terminal } from '../terminal.ts';

/** Each is a few programs, one after the other. */
const resolvedAtOnce = 6;

type HostsCommand = Extract<Command, { name: 'hosts' }>;

/**
 * The hosts of the ssh config, those that the person chose, each as ssh resolves it, and this machine
 * where it may have an engine. One that cannot be resolved is told beside the others.
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
  const hosts = await inTurns(names, resolvedAtOnce, async (host) => {
    const description = listed.find((one) => one.host === host)?.description;
    return {
      ...{ host, ...(await meaningOf(host, settings, signal)), chosen: chosen.includes(host) },
      ...(description === undefined ? {} : { description }),
    };
  });
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
  for (const { host, error } of hosts) {
    if (error) terminal.note(`${host}: ${failureLine(error)}`);
  }
}

interface Meaning {
  readonly hostName: string;
  readonly user: string;
  readonly jumps: readonly string[];
  /** Why it means nothing; the others may be well. */
  readonly error?: ErrorDescription;
}

async function meaningOf(
  host: string,
  settings: SshSettings,
  signal: AbortSignal,
): Promise<Meaning> {
  try {
    const { hops } = await pathTo(host, settings, signal);
    const { hostName, user } = hops.at(-1) ?? thisMachine();
    return { hostName, user, jumps: hops.slice(0, -1).map(({ name }) => name) };
  } catch (error) {
    if (isCancelled(error)) throw error;
    const described = describeError(error, (text) => namingConfig(text, settings));
    return { hostName: '', user: '', jumps: [], error: described };
  }
}

function thisMachine(): { hostName: string; user: string } {
  return { hostName: 'localhost', user: userInfo().username };
}
