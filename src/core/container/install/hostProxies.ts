import * as v from 'valibot';
import type { Engine } from '../../engine/engine.ts';
import type { Proxies } from '../../engine/proxies/engineProxies.ts';
import type { Connection } from '../../ssh/connection.ts';
import { clientConfigMark, hostProxyMark, hostProxyScript } from './hostProxyScript.ts';

const maxBytes = 512 * 1024;
const timeoutMs = 20_000;

const url = v.pipe(
  v.string(),
  v.maxLength(2048),
  v.regex(/^(?:(?:https?|socks5h?|socks4a?):\/\/)?[^\s/?#\p{Cc}"'\\]+\/?$/u),
);
const exceptions = v.pipe(v.string(), v.maxLength(8192), v.regex(/^[A-Za-z0-9.,:*/_ [\]-]+$/));
/** What is absurd is as good as none. */
const optionally = (schema: v.GenericSchema<string, string>) =>
  v.fallback(v.optional(schema), undefined);

const proxiesSchema = v.pipe(
  v.object({ http: optionally(url), https: optionally(url), no: optionally(exceptions) }),
  v.transform(({ http, https, no }): Proxies => ({
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    ...(no === undefined ? {} : { no }),
  })),
);

/** “Automatic proxy configuration for containers” of the docker client, by the daemon's address. */
const clientConfigSchema = v.object({
  proxies: v.record(
    v.string(),
    v.pipe(
      v.object({
        httpProxy: v.optional(v.string()),
        httpsProxy: v.optional(v.string()),
        noProxy: v.optional(v.string()),
      }),
      v.transform(({ httpProxy, httpsProxy, noProxy }) => ({
        ...{ http: httpProxy, https: httpsProxy, no: noProxy },
      })),
    ),
  ),
});

/**
 * The proxies that what runs on a host uses: the first that are named, of the person's login shell, of
 * the docker client, of the engine itself.
 * @param engine one of that host's.
 * @throws DockhopError of the host or the engine; AbortError.
 */
export async function hostProxies(
  connection: Connection,
  { info, proxies }: Pick<Engine, 'info' | 'proxies'>,
  signal: AbortSignal,
): Promise<Proxies> {
  const limits = { stdin: hostProxyScript, maxBytes, timeoutMs };
  const { stdout } = await connection.run(['sh', '-s'], limits, signal);
  const told = parseHostProxies(stdout, info.socket);
  return told ?? v.parse(proxiesSchema, await proxies.ofDaemon(signal));
}

/**
 * The answer to `hostProxyScript`.
 * @param socket of the engine, as the docker client's configuration names it.
 * @returns undefined where it names none.
 */
export function parseHostProxies(text: string, socket: string): Proxies | undefined {
  const [, told = ''] = text.split(`\n${hostProxyMark}\n`);
  const [environment = '', config = ''] = told.split(`${clientConfigMark}\n`);
  return [inEnvironment(environment), inClientConfig(config, socket)].find(isSome);
}

function isSome(proxies: Proxies | undefined): proxies is Proxies {
  return proxies?.http !== undefined || proxies?.https !== undefined;
}

function inEnvironment(text: string): Proxies {
  const valueOf = (name: string): string | undefined =>
    [name, name.toUpperCase()]
      .flatMap((one) => text.split('\n').filter((line) => line.startsWith(`${one}=`)))
      .map((line) => line.slice(name.length + 1))
      .at(0);
  return v.parse(proxiesSchema, {
    http: valueOf('http_proxy'),
    https: valueOf('https_proxy'),
    no: valueOf('no_proxy'),
  });
}

function inClientConfig(text: string, socket: string): Proxies | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // There is none, or the docker client could not read it either.
    return undefined;
  }
  const config = v.safeParse(clientConfigSchema, json);
  if (!config.success) return undefined;
  const { proxies } = config.output;
  const found = proxies[`unix://${socket}`] ?? proxies['default'];
  return found && v.parse(proxiesSchema, found);
}
