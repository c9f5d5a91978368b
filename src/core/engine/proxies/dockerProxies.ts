import * as v from 'valibot';
import type { EngineApi } from '../speak/engineApi.ts';
import type { EngineProxies, Proxies } from './engineProxies.ts';

const value = v.fallback(v.nullish(v.pipe(v.string(), v.maxLength(4096)), ''), '');

/** Of `GET /info`. Docker hides what identifies its user to a proxy behind `xxxxx`: of no use then. */
const proxiesSchema = v.pipe(
  v.object({ HttpProxy: value, HttpsProxy: value, NoProxy: value }),
  v.transform(({ HttpProxy, HttpsProxy, NoProxy }): Proxies => {
    const usable = (url: string | null | undefined) =>
      url && !url.includes('://xxxxx:') ? url : undefined;
    const [http, https] = [usable(HttpProxy), usable(HttpsProxy)];
    return {
      ...(http === undefined ? {} : { http }),
      ...(https === undefined ? {} : { https }),
      ...(NoProxy ? { no: NoProxy } : {}),
    };
  }),
);

/** The proxies of a Docker Engine, or of Podman's API of the same shape. */
export class DockerProxies implements EngineProxies {
  readonly #api: EngineApi;

  constructor(api: EngineApi) {
    this.#api = api;
  }

  ofDaemon(signal: AbortSignal): Promise<Proxies> {
    return this.#api.ask(
      { what: 'describe itself', schema: proxiesSchema, send: (client) => client.info() },
      signal,
    );
  }
}
