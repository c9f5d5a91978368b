import { parseDestination } from '../../core/ssh/config/destination.ts';
import { isLocalHost } from '../../core/ssh/localHost.ts';

/** What a link asks for: to attach to a container. */
export interface AttachLink {
  readonly host: string;
  /** A name or an id, as the engines have them. */
  readonly container: string;
  /** Id of an engine of the host. */
  readonly engine?: string;
}

/** The parts of a URI that the editor hands over, decoded once. */
interface LinkUri {
  readonly path: string;
  readonly query: string;
}

/** Ours in the editor's own scheme: publisher and name (`vscode.window.registerUriHandler`). */
const authority = 'dockhop.dockhop';

const containerName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/;
const engineId = /^[a-z][a-z0-9-]{0,63}$/;
const mostCharacters = 255;

/**
 * Reads a link. Anybody can make one: whatever is not exactly of the form is none, so that nothing
 * in it can be meant for another reader.
 * @returns undefined for what is none.
 */
export function parseAttachLink({ path, query }: LinkUri): AttachLink | undefined {
  if (path !== '/attach' || query.length > 4 * mostCharacters) return undefined;
  const fields = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    if (fields.has(key)) return undefined;
    fields.set(key, value);
  }
  const { host, container, engine, ...others } = Object.fromEntries(fields);
  if (host === undefined || container === undefined || Object.keys(others).length > 0) {
    return undefined;
  }
  if (!isHost(host) || !containerName.test(container)) return undefined;
  if (engine === undefined) return { host, container };
  return engineId.test(engine) ? { host, container, engine } : undefined;
}

/**
 * The link to a container.
 * @param scheme the editor's own (`vscode.env.uriScheme`).
 */
export function attachLink(scheme: string, { host, container, engine }: AttachLink): string {
  const fields = { host, container, ...(engine === undefined ? {} : { engine }) };
  return `${scheme}://${authority}/attach?${new URLSearchParams(fields).toString()}`;
}

function isHost(text: string): boolean {
  if (text.length > mostCharacters) return false;
  if (isLocalHost(text)) return true;
  try {
    parseDestination(text);
    return true;
  } catch {
    // What ssh would not take is no host.
    return false;
  }
}
