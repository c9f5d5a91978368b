import type { EngineInfo } from '../../engine/engine.ts';
import { found, type Finding } from '../finding.ts';
import { fullKilobytes, sizeOf } from '../freeSpace.ts';
import type { HostFacts } from './hostFacts.ts';

/** Room for an image or two. */
const lowKilobytes = 2 * 1024 * 1024;

/**
 * What a host's facts mean for the engines that answer there. What only rootless engines need counts
 * where there is one, or where none answers, and this user would need one of their own.
 */
export function hostFindings(
  host: string,
  facts: HostFacts,
  engines: readonly Pick<EngineInfo, 'rootless'>[],
): readonly Finding[] {
  const isRootless = engines.some(({ rootless }) => rootless);
  const wantsRootless = facts.uid !== 0 && (isRootless || engines.length === 0);
  return [
    ...(wantsRootless ? idFindings(host, facts) : []),
    ...(isRootless && facts.uid !== 0 ? lingerFindings(host, facts) : []),
    ...(isRootless ? cgroupFindings(host, facts) : []),
    ...diskFindings(host, facts),
  ];
}

function idFindings(host: string, { user, subuid, subgid }: HostFacts): readonly Finding[] {
  if (subuid === 'no' || subgid === 'no') return [found('idsMissing', { host, user })];
  return subuid === 'yes' && subgid === 'yes' ? [found('idsGranted', { host, user })] : [];
}

function lingerFindings(host: string, { user, linger }: HostFacts): readonly Finding[] {
  if (linger === 'unknown') return [];
  return [found(linger === 'yes' ? 'lingers' : 'lingerMissing', { host, user })];
}

function cgroupFindings(host: string, { cgroups }: HostFacts): readonly Finding[] {
  if (cgroups === 'absent') return [];
  return [found(cgroups === 'left' ? 'gpuCgroupsLeft' : 'gpuCgroups', { host })];
}

function diskFindings(host: string, facts: HostFacts): readonly Finding[] {
  const { homeFree, dataRoot, dataFree } = facts;
  const places = [
    { path: '~', free: homeFree, low: fullKilobytes },
    { path: dataRoot, free: dataFree, low: lowKilobytes },
  ];
  return places.flatMap(({ path, free, low }) => {
    if (path === undefined || free === undefined) return [];
    const details = { host, path, free: sizeOf(free) };
    if (free < fullKilobytes) return [found('hostDiskFull', details)];
    return [found(free < low ? 'hostDiskLow' : 'hostDiskFree', details)];
  });
}
