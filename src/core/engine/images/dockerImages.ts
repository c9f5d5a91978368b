import { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import * as v from 'valibot';
import type { DockhopError } from '../../errors/dockhopError.ts';
import { failure } from '../../errors/dockhopError.ts';
import type { Log } from '../../ports/log.ts';
import { compareNames } from '../compareNames.ts';
import type { EngineInfo } from '../engine.ts';
import { hasRegistry, textOf, type ImageName } from '../imageName.ts';
import { answerBytes, answerLines } from '../speak/answerBytes.ts';
import type { Call, EngineApi } from '../speak/engineApi.ts';
import type { Refusal } from '../speak/engineSchemas.ts';
import { storeUsers } from '../storeUsers.ts';
import { watchStore } from '../watchStore.ts';
import type { EngineImages, Image, PullOptions } from './engineImages.ts';
import { hubName, isMirror, mirroredName } from './hubName.ts';
import {
  imageRowSchema,
  isImageReference,
  longestProgressLine,
  parseProgress,
} from './imageSchemas.ts';
import { isDenied } from './isDenied.ts';
import { PullProgress } from './pullProgress.ts';

/** Removing the layers of a large image takes a while. */
const workMs = 10 * 60_000;
/** How long an engine may read what it loads before it says anything; the person can cancel. */
const loadMs = 24 * 60 * 60_000;
const notFound = 404;
const conflict = 409;
const mostImages = 10_000;
const mostNames = 1000;

const answerSchema = v.instance(IncomingMessage);
const rowsSchema = v.pipe(v.nullish(v.array(v.unknown()), []), v.maxLength(mostImages));

/** Over Docker's API and Podman's of the same shape. */
export class DockerImages implements EngineImages {
  readonly #api: EngineApi;
  readonly #kind: EngineInfo['kind'];
  readonly #log: Log;

  constructor(api: EngineApi, { kind }: EngineInfo, log: Log) {
    this.#api = api;
    this.#kind = kind;
    this.#log = log;
  }

  async list(signal: AbortSignal): Promise<readonly Image[]> {
    const call = {
      what: 'list its images',
      schema: rowsSchema,
      send: (client, abortSignal) => client.listImages({ abortSignal }),
    } satisfies Call<unknown[]>;
    const [rows, users] = await Promise.all([
      this.#api.ask(call, signal),
      storeUsers(this.#api, signal),
    ]);
    const images = rows.flatMap((row) => {
      const parsed = v.safeParse(imageRowSchema, row, { abortEarly: true });
      if (!parsed.success) return [];
      const { id } = parsed.output;
      const usedBy = users.filter(({ imageId }) => imageId === id).map(({ name }) => name);
      return [{ ...parsed.output, usedBy }];
    });
    return images.sort(byName);
  }

  watch(onOpen: () => void, onChange: () => void, signal: AbortSignal): Promise<void> {
    return watchStore(this.#api, this.#log, 'image', onOpen, onChange, signal);
  }

  async pull(
    name: ImageName,
    { mirror, onState }: PullOptions,
    signal: AbortSignal,
  ): Promise<void> {
    if (mirror !== '' && !isMirror(mirror)) throw failure('IMAGE_MIRROR_UNFIT', { mirror });
    const mirrored = mirroredName(name, mirror);
    const notPulled = (reason: string, cause?: unknown): DockhopError => {
      const details = { host: this.#api.host, image: textOf(name), mirror, reason };
      const denied = isDenied(reason) ? ({ variant: 'denied' } as const) : {};
      const variant = mirrored ? ({ variant: 'mirror' } as const) : denied;
      return failure('IMAGE_NOT_PULLED', details, { cause, ...variant });
    };
    await this.#fetch(mirrored ?? name, onState, notPulled, signal);
    if (!mirrored) return;
    await this.tag(textOf(mirrored), hubName(name), signal);
    await this.remove(textOf(mirrored), signal);
  }

  async tag(image: string, { repository, tag }: ImageName, signal: AbortSignal): Promise<void> {
    // As `podman tag` does; its API would take the name for one of Docker Hub.
    const isLocal = this.#kind === 'podman' && !hasRegistry(repository);
    const repo = isLocal ? `localhost/${repository}` : repository;
    const send: Call<unknown>['send'] = (client, abortSignal) =>
      client.getImage(image).tag({ repo, tag, abortSignal });
    await this.#api.ask(
      this.#call(image, { what: 'tag an image', schema: v.unknown(), send }),
      signal,
    );
  }

  async remove(image: string, signal: AbortSignal): Promise<void> {
    const { host } = this.#api;
    const call = this.#call<unknown>(image, {
      what: 'remove an image',
      schema: v.unknown(),
      send: (client, abortSignal) => client.getImage(image).remove({ abortSignal }),
      timeoutMs: workMs,
      refused: ({ status, reason }) =>
        Promise.resolve(
          status === conflict ? failure('IMAGE_IN_USE', { image, host, reason }) : undefined,
        ),
    });
    await this.#api.ask(call, signal);
  }

  async save(image: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    const call = this.#call(image, {
      what: 'save an image',
      schema: answerSchema,
      send: (client, abortSignal) =>
        client.dial({
          ...{ path: '/images/get?', method: 'GET', isStream: true, abortSignal },
          options: { _query: { names: image } },
        }),
      // It may gather all layers before its first byte.
      timeoutMs: loadMs,
    });
    return answerBytes(this.#api, await this.#api.open(call, signal), signal);
  }

  async load(
    content: AsyncIterable<Uint8Array>,
    file: string,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const body = Readable.from(content, { objectMode: false });
    const { host } = this.#api;
    const notLoaded = (reason: string, cause?: unknown): DockhopError =>
      failure('IMAGE_NOT_LOADED', { host, file, reason }, { cause });
    const broken = new AbortController();
    // Before docker-modem hears of it, to which that looks like an engine that is gone.
    body.once('error', (error) => {
      broken.abort(error);
    });
    const stop = AbortSignal.any([signal, broken.signal]);
    const call: Call<IncomingMessage> = {
      what: 'load images',
      schema: answerSchema,
      send: (client, abortSignal) =>
        client.dial({
          ...{ path: '/images/load?', method: 'POST', isStream: true, abortSignal, file: body },
          options: { _query: { quiet: '1' } },
        }),
      timeoutMs: loadMs,
      refused: ({ reason }) => Promise.resolve(notLoaded(plainReason(reason))),
    };
    try {
      const answer = await this.#api.open(call, stop);
      return await this.#loadedNames(answer, notLoaded, stop);
    } finally {
      body.destroy();
    }
  }

  async #fetch(
    { repository, tag }: ImageName,
    onState: PullOptions['onState'],
    notPulled: (reason: string, cause?: unknown) => DockhopError,
    signal: AbortSignal,
  ): Promise<void> {
    const call: Call<IncomingMessage> = {
      what: 'pull an image',
      schema: answerSchema,
      send: (client, abortSignal) =>
        client.dial({
          ...{ path: '/images/create?', method: 'POST', isStream: true, abortSignal },
          options: { _query: { fromImage: repository, tag }, _body: {} },
        }),
      // It asks the registry before it answers.
      timeoutMs: workMs,
      refused: ({ reason }) => Promise.resolve(notPulled(plainReason(reason))),
    };
    const answer = await this.#api.open(call, signal);
    const progress = new PullProgress();
    for await (const text of answerLines(this.#api, answer, longestProgressLine, signal)) {
      const line = parseProgress(text);
      if (line?.error !== undefined) throw notPulled(line.error);
      const state = line && progress.add(line);
      if (state) onState(state);
    }
  }

  /** Docker says it a line an image, Podman all in one. */
  async #loadedNames(
    answer: IncomingMessage,
    notLoaded: (reason: string) => DockhopError,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const text of answerLines(this.#api, answer, longestProgressLine, signal)) {
      const line = parseProgress(text);
      if (line?.error !== undefined) throw notLoaded(line.error);
      const loaded = /^Loaded image(?: ID)?(?:\(s\))?: (.+)$/m.exec(line?.stream ?? '')?.[1];
      if (loaded !== undefined && names.length < mostNames) names.push(...loaded.split(/,\s*/));
    }
    return names.slice(0, mostNames);
  }

  /** A request about one image, by what becomes part of its path. */
  #call<T>(image: string, call: Call<T>): Call<T> {
    const absent = (): DockhopError => failure('IMAGE_NOT_FOUND', { image, host: this.#api.host });
    if (!isImageReference(image)) throw absent();
    const refused = (refusal: Refusal): Promise<DockhopError | undefined> =>
      refusal.status === notFound
        ? Promise.resolve(absent())
        : (call.refused?.(refusal) ?? Promise.resolve(undefined));
    return { ...call, refused };
  }
}

/** docker-modem puts the status before what an engine says where it asked for a stream. */
function plainReason(reason: string): string {
  return reason.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim();
}

function byName(a: Image, b: Image): number {
  const [nameOfA, nameOfB] = [a.names[0], b.names[0]];
  if (nameOfA === undefined || nameOfB === undefined) {
    return (
      Number(nameOfA === undefined) - Number(nameOfB === undefined) || b.createdMs - a.createdMs
    );
  }
  return compareNames(nameOfA, nameOfB);
}
