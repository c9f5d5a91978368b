import { findContainer } from '../attach/findContainer.ts';
import { recordOf } from '../attach/recordOf.ts';
import { loginUser } from '../container/accounts/loginUser.ts';
import { probe } from '../container/look/probe.ts';
import type { Engine } from '../engine/engine.ts';
import type { DoctorRequest, DoctorTools } from './doctorTools.ts';
import { entryFindings } from './entryFindings.ts';
import { failed, found, type Finding } from './finding.ts';
import { readInsideFacts } from './inside/insideFacts.ts';
import { insideFindings } from './inside/insideFindings.ts';

/** The container, what is in it, and its entry. */
export async function containerFindings(
  { host, container: name, engine: wanted }: DoctorRequest & { readonly container: string },
  engines: readonly Engine[],
  hostHasGpu: boolean,
  tools: DoctorTools,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  try {
    const request = { host, container: name, ...(wanted === undefined ? {} : { engine: wanted }) };
    const { engine, container } = await findContainer(request, engines, signal);
    const known = recordOf(await tools.clientFiles.records(), engine, container);
    const entry = await entryFindings(container, known, tools, signal);
    const details = await engine.inspectContainer(container.id, signal);
    if (details.state !== 'running') {
      const { state } = details;
      return [found('containerStopped', { container: details.name, state }), ...entry];
    }
    const place = { engine, container: details };
    const record = known?.containerId === details.id ? known : undefined;
    const user = loginUser(details.name, record?.user, details.user);
    const facts = await probe(place, user, signal);
    const looked = { home: facts.account?.home ?? '/', directory: record?.directory };
    const inside = await readInsideFacts(place, looked, signal);
    const seen = { host, container: details.name, facts, inside, hostHasGpu };
    return [
      found('containerRuns', { container: details.name }),
      ...insideFindings({ ...seen, ...(record ? { record } : {}) }),
      ...entry,
    ];
  } catch (error) {
    return [failed('container', error)];
  }
}
