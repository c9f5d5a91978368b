import Modem from 'docker-modem';
import type { Agent } from 'node:http';

type Method = 'GET' | 'HEAD' | 'POST' | 'DELETE';

/** What a request is told besides its path: in the API's own words, and when to give it up. */
type Words = { readonly abortSignal?: AbortSignal } & Readonly<Record<string, unknown>>;

/** What docker-modem is told of a request, as far as Dockhop has a use for it. */
interface Request {
  /** With a question mark at its end, `options` is its query; without one, its body. */
  readonly path: string;
  readonly method: Method;
  readonly options?: object;
  readonly file?: NodeJS.ReadableStream;
  /** The answer is a stream, and not read to its end. */
  readonly isStream?: boolean;
  /** The connection becomes a stream both ways; it is given once the engine agrees. */
  readonly hijack?: boolean;
  readonly openStdin?: boolean;
  readonly abortSignal?: AbortSignal;
}

const succeeded = { 200: true, 201: true, 204: true };
/** The answer is a stream, and not read to its end. */
const stream = { isStream: true };

/**
 * Requests to an engine through this agent and nowhere else, in the words of the Docker Engine API.
 * Names and ids become part of a path: whoever asks has checked them.
 *
 * The host's name is never looked up. It is `localhost` because VS Code's own proxy support, which
 * wraps every request of an extension, leaves the agent of those alone that go to localhost.
 *
 * Each method resolves with the answer as JSON, or with a stream, and rejects with docker-modem's error.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.40/
 */
export class EngineClient {
  readonly #modem: Modem;

  constructor(agent: Agent) {
    this.#modem = withoutEngineOfLaptop(
      () => new Modem({ protocol: 'http', host: 'localhost', port: 80, agent }),
    );
  }

  ping = () => this.#ask('GET', '/_ping', {});
  version = () => this.#ask('GET', '/version', {});
  info = () => this.#ask('GET', '/info', {});
  getEvents = (words: Words) => this.#ask('GET', '/events?', words, stream);

  listContainers = (words: Words) => this.#ask('GET', '/containers/json?', words);
  listImages = (words: Words) => this.#ask('GET', '/images/json?', words);
  listVolumes = (words: Words) => this.#ask('GET', '/volumes?', words);
  createVolume = (words: Words) => this.#ask('POST', '/volumes/create', words);

  getContainer(id: string) {
    const at = `/containers/${id}`;
    const post = (what: string) => (words: Words) => this.#ask('POST', `${at}/${what}`, words);
    return {
      inspect: (words: Words) => this.#ask('GET', `${at}/json?`, words),
      stats: (words: Words) => this.#ask('GET', `${at}/stats?`, words),
      logs: (words: Words) => this.#ask('GET', `${at}/logs?`, words, stream),
      infoArchive: (words: Words) => this.#ask('HEAD', `${at}/archive?`, words, stream),
      getArchive: (words: Words) => this.#ask('GET', `${at}/archive?`, words, stream),
      start: post('start?'),
      stop: post('stop?'),
      restart: post('restart?'),
      pause: post('pause'),
      unpause: post('unpause'),
      kill: post('kill?'),
      rename: post('rename?'),
      exec: post('exec'),
      remove: (words: Words) => this.#ask('DELETE', `${at}?`, words),
      commit: (words: Words) => this.#ask('POST', '/commit?', { ...words, container: id }),
    };
  }

  getExec(id: string) {
    const at = `/exec/${id}`;
    return {
      inspect: (words: Words) => this.#ask('GET', `${at}/json`, words),
      resize: (words: Words) => this.#ask('POST', `${at}/resize?`, words),
      /** The stream stays open for writing. */
      start: (words: Words) =>
        this.#ask('POST', `${at}/start`, words, { ...stream, hijack: true, openStdin: true }),
    };
  }

  getImage(name: string) {
    return {
      tag: (words: Words) => this.#ask('POST', `/images/${name}/tag?`, words),
      remove: (words: Words) => this.#ask('DELETE', `/images/${name}?`, words),
    };
  }

  getVolume(name: string) {
    return {
      inspect: (words: Words) => this.#ask('GET', `/volumes/${name}`, words),
      remove: (words: Words) => this.#ask('DELETE', `/volumes/${name}`, words),
    };
  }

  /** Any other request. */
  dial(request: Request): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#modem.dial({ ...request, statusCodes: succeeded }, (error, answer) => {
        if (error) reject(error);
        else resolve(answer);
      });
    });
  }

  #ask(
    method: Method,
    path: string,
    { abortSignal, ...options }: Words,
    how: Partial<Request> = {},
  ) {
    const stop = abortSignal && { abortSignal };
    return this.dial({ method, path, options, ...stop, ...how });
  }
}

/**
 * docker-modem reads DOCKER_HOST and the certificates that go with it even when it is told
 * everything, and throws where they make no sense. Nothing else runs meanwhile.
 */
function withoutEngineOfLaptop<T>(make: () => T): T {
  const saved = process.env['DOCKER_HOST'];
  delete process.env['DOCKER_HOST'];
  try {
    return make();
  } finally {
    if (saved !== undefined) process.env['DOCKER_HOST'] = saved;
  }
}
