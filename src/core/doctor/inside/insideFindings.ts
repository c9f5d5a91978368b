import type { EntryRecord } from '../../clientFiles/entry.ts';
import { editorPackages } from '../../container/install/install.ts';
import type { ContainerFacts } from '../../container/look/containerFacts.ts';
import { lackingForEditor, needsOfEditor } from '../../container/look/missingForEditor.ts';
import { found, type Finding } from '../finding.ts';
import { fullKilobytes, sizeOf } from '../freeSpace.ts';
import type { InsideFacts } from './insideFacts.ts';

/** VS Code Server and a few extensions. */
const lowKilobytes = 500 * 1024;

export interface Inside {
  readonly host: string;
  /** From a stranger. */
  readonly container: string;
  readonly facts: ContainerFacts;
  readonly inside: InsideFacts;
  /** The entry for this very container, if there is one. */
  readonly record?: EntryRecord;
  /** Has the host a GPU, as far as is known? */
  readonly hostHasGpu: boolean;
}

/** What the facts of a running container mean for a window in it. */
export function insideFindings(seen: Inside): readonly Finding[] {
  return [
    ...diskFindings(seen),
    systemFinding(seen),
    toolsFinding(seen),
    serverFinding(seen),
    ...gpuFindings(seen),
  ];
}

function diskFindings({ container, facts, inside: { homeFree } }: Inside): readonly Finding[] {
  if (homeFree === undefined) return [];
  const details = { container, path: facts.account?.home ?? '/', free: sizeOf(homeFree) };
  if (homeFree < fullKilobytes) return [found('insideDiskFull', details)];
  return [found(homeFree < lowKilobytes ? 'insideDiskLow' : 'insideDiskFree', details)];
}

function systemFinding({ container, facts }: Inside): Finding {
  const lacking = lackingForEditor(facts);
  const details = { container, libc: facts.libc || 'no libc', kernel: facts.kernel };
  if (lacking.length === 0) return found('systemFit', details);
  return found('systemOld', { ...details, lacking: lacking.join(', ') });
}

function toolsFinding({ container, facts }: Inside): Finding {
  const needs = needsOfEditor(facts);
  if (needs.length === 0) return found('toolsThere', { container });
  const tools = needs.join(', ');
  const [manager] = facts.managers;
  const packages = editorPackages(facts).join(', ');
  if (!manager || packages === '' || !facts.systemWritable) {
    return found('toolsMissing', { container, tools });
  }
  return found('toolsInstallable', { container, tools, packages, manager: manager.name });
}

function serverFinding({ container, facts, inside, record }: Inside): Finding {
  if (record && inside.prepared !== undefined) {
    const { user, directory } = record;
    return inside.prepared
      ? found('prepared', { container, user })
      : found('unprepared', { container, directory });
  }
  if (facts.sshd) {
    return found('serverThere', {
      container,
      version: facts.sshd.version?.text ?? facts.sshd.path,
    });
  }
  const [manager] = facts.managers;
  return manager && facts.systemWritable
    ? found('serverInstallable', { container, manager: manager.name })
    : found('serverBrought', { container });
}

function gpuFindings({ host, container, inside, hostHasGpu }: Inside): readonly Finding[] {
  const { gpus, gpuLost } = inside;
  if (gpuLost !== undefined) return [found('gpuLost', { host, container, reason: gpuLost })];
  if (gpus > 0) return [found('gpuSeen', { host, container, count: String(gpus) })];
  return hostHasGpu ? [found('gpuUnseen', { host, container })] : [];
}
