import type { Adoption } from '../clientFiles/stateFile.ts';
import type { AttachTools } from './attachTools.ts';
import { handWrittenEntries } from './handWritten.ts';
import type { FoundOnHost } from './prepareOnHost.ts';

/**
 * Asks which of the person's own entries to use for a container.
 * @returns undefined for an entry of Dockhop's beside them.
 */
export type OfferAdoption = (
  aliases: readonly string[],
  signal: AbortSignal,
) => Promise<string | undefined>;

export interface OwnEntries {
  /** The one that the person wants used; remembered once it is proven. */
  readonly adoption?: Adoption;
  /** Those that lead to the container as well; not looked for where it has an entry already. */
  readonly handWritten: readonly string[];
}

/** The entries of the person's own hand that lead to a container, and whether one is to be used. */
export async function ownEntries(
  found: FoundOnHost,
  offer: OfferAdoption | undefined,
  { clientFiles, settings, log }: AttachTools,
): Promise<OwnEntries> {
  const { engine, details, connection, signal } = found;
  const container = { host: engine.host, engine: engine.info.id, containerName: details.name };
  const adoption = adoptionOf(await clientFiles.adoptions(), container);
  if (adoption !== undefined) return { adoption, handWritten: [] };
  if (found.record) return { handWritten: [] };
  const names = (await clientFiles.configuredHosts()).map(({ host }) => host);
  const published = { path: connection.path, ports: details.ports };
  // Authorities of URIs are lower-case.
  const usable = names.filter((name) => /^[a-z0-9._-]+$/.test(name));
  const handWritten = await handWrittenEntries(usable, published, settings, signal);
  if (handWritten.length === 0) return { handWritten };
  log.info(`${handWritten.join(', ')} of the ssh config lead to ${details.name} as well`);
  const chosen = await offer?.(handWritten, signal);
  if (chosen === undefined) return { handWritten };
  return { adoption: { alias: chosen, ...container }, handWritten };
}

/** The adoption for a container. */
export function adoptionOf(
  adoptions: readonly Adoption[],
  { host, engine, containerName }: Omit<Adoption, 'alias'>,
): Adoption | undefined {
  return adoptions.find(
    (one) => one.host === host && one.engine === engine && one.containerName === containerName,
  );
}
