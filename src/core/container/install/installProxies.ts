import type { ContainerDetails } from '../../engine/container.ts';
import type { Proxies } from '../../engine/proxies/engineProxies.ts';
import type { Log } from '../../ports/log.ts';

/** Finds the proxies of a container's host. */
export type ProxySource = (signal: AbortSignal) => Promise<Proxies>;

const proxyVariable = /^(?:https?|all)_proxy=./i;

/**
 * The variables that an installation gets so that it finds its way out: none where the container has
 * its own, else the host's. A proxy of the host's loopback is nobody in a container, but on the host's
 * own network.
 */
export async function installProxies(
  { name, env, networkMode }: ContainerDetails,
  source: ProxySource | undefined,
  log: Log,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  if (!source || env.some((entry) => proxyVariable.test(entry))) return {};
  let found: Proxies;
  try {
    found = await source(signal);
  } catch (error) {
    signal.throwIfAborted();
    // Most have none, and the installation tells better whether one is missing.
    log.info(`${name}: the host does not say its proxies: ${String(error)}`);
    return {};
  }
  const reached = (url: string | undefined) =>
    url !== undefined && (networkMode === 'host' || !isLoopback(url)) ? url : undefined;
  const [http, https] = [reached(found.http), reached(found.https)];
  if (http === undefined && https === undefined) return {};
  log.info(`${name}: packages come by the proxy of its host`);
  // Programs differ in which of the two they heed.
  return Object.fromEntries(
    Object.entries({ http_proxy: http, https_proxy: https, no_proxy: found.no }).flatMap(
      ([variable, value]) =>
        value === undefined
          ? []
          : [
              [variable, value],
              [variable.toUpperCase(), value],
            ],
    ),
  );
}

function isLoopback(url: string): boolean {
  const host = url.replace(/^[a-z0-9]+:\/\//i, '').replace(/^.*@/, '');
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|\/|$)/i.test(host);
}

/**
 * What hides the secrets of proxies in text for people: package managers print the URLs they use.
 * @param variables `NAME=value`, of which those count that name proxies.
 */
export function proxySecretsHidden(variables: readonly string[]): (text: string) => string {
  const secrets = variables
    .filter((entry) => proxyVariable.test(entry))
    .flatMap((entry) => {
      const [, secret] = /^[^=]+=(?:[a-z0-9]+:\/\/)?(.+)@/i.exec(entry) ?? [];
      if (secret === undefined) return [];
      const password = secret.slice(secret.indexOf(':') + 1);
      // A short one would hide what it is not.
      return [secret, ...(password.length >= 4 ? [password, decoded(password)] : [])];
    })
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(secret, '…'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
