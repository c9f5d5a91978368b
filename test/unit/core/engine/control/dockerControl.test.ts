import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { EngineApi } from '../../../../../src/core/engine/speak/engineApi.ts';
import { DockerControl } from '../../../../../src/core/engine/control/dockerControl.ts';
import type { EngineControl } from '../../../../../src/core/engine/control/engineControl.ts';
import { fakeEngine, idOf, json, never } from '../fakeEngine.ts';
import { LocalConnection } from '../localConnection.ts';

const id = idOf('a');

interface Scripted {
  readonly control: EngineControl;
  /** `METHOD /path?query`, in the order in which they came. */
  readonly requests: string[];
}

interface Script {
  readonly kind?: 'docker' | 'podman';
  readonly state?: string;
  /** Of whatever changes something. */
  readonly status?: number;
  readonly answer?: unknown;
}

async function engineThat({
  kind = 'docker',
  state = 'running',
  status = 204,
  answer,
}: Script): Promise<Scripted> {
  const requests: string[] = [];
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    if (request.method === 'GET') {
      json(response, { Id: id, Name: '/web', State: { Status: state }, Config: {} });
    } else if (answer !== undefined) {
      json(response, answer, status);
    } else {
      response.writeHead(status).end();
    }
  };
  const socket = await fakeEngine(respond);
  const api = new EngineApi(new LocalConnection(), { socket });
  const info = { id: kind, kind, rootless: false, version: '1', apiVersion: '1.41', socket };
  return { control: new DockerControl(api, info), requests };
}

type Doing = (control: EngineControl, of?: string) => Promise<unknown>;

const changes: Readonly<Record<string, Doing>> = {
  stop: (control, of = id) => control.stop(of, never),
  restart: (control, of = id) => control.restart(of, never),
  pause: (control, of = id) => control.pause(of, never),
  unpause: (control, of = id) => control.unpause(of, never),
  kill: (control, of = id) => control.kill(of, never),
  remove: (control, of = id) => control.remove(of, { volumes: false }, never),
  rename: (control, of = id) => control.rename(of, 'other', never),
  inspectRaw: (control, of = id) => control.inspectRaw(of, never),
};

describe('each change', () => {
  test.each([
    ['stop', `POST /containers/${id}/stop`],
    ['restart', `POST /containers/${id}/restart`],
    ['pause', `POST /containers/${id}/pause`],
    ['unpause', `POST /containers/${id}/unpause`],
    ['kill', `POST /containers/${id}/kill`],
    ['remove', `DELETE /containers/${id}?force=true&v=false`],
  ])('%s is one request', async (name, expected) => {
    const { control, requests } = await engineThat({});
    await changes[name]?.(control);
    expect(requests.at(-1)?.replace(/\?$/, '')).toBe(expected);
  });

  test.each(Object.entries(changes))('%s sends nothing for what is no id', async (_, change) => {
    const { control, requests } = await engineThat({});
    for (const wrong of ['x', '', `${id}/json`, '../../images/prune', id.toUpperCase()]) {
      await expect(change(control, wrong)).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
    }
    expect(requests).toEqual([]);
  });

  test('of a container that is gone is not found; removing it is done', async () => {
    const { control } = await engineThat({ status: 404, answer: { message: 'No such' } });
    await expect(control.pause(id, never)).rejects.toMatchObject({ code: 'CONTAINER_NOT_FOUND' });
    await expect(control.remove(id, { volumes: true }, never)).resolves.toBeUndefined();
  });

  test.each([
    ['stop', 304, 'exited'],
    ['stop', 500, 'exited'],
    ['kill', 409, 'exited'],
    ['kill', 500, 'created'],
    ['pause', 409, 'paused'],
    ['pause', 500, 'paused'],
    ['unpause', 500, 'running'],
    ['remove', 409, 'removing'],
  ])('%s that is refused with %d in the state %s is done', async (name, status, state) => {
    const script = { status, state, answer: { message: 'container state improper' } };
    const { control } = await engineThat(script);
    await expect(changes[name]?.(control)).resolves.toBeUndefined();
  });

  test.each([
    ['pause', 409, 'exited'],
    ['pause', 500, 'created'],
    ['unpause', 500, 'exited'],
  ])('%s that is refused with %d in the state %s says the state', async (name, status, state) => {
    const { control } = await engineThat({ status, state, answer: { message: 'not running' } });
    await expect(changes[name]?.(control)).rejects.toMatchObject({
      code: 'CONTAINER_STOPPED',
      details: { container: 'web', state },
    });
  });

  test.each([
    ['restart', 'exited'],
    ['remove', 'dead'],
    ['remove', 'exited'],
  ])('%s that fails in the state %s says what the engine says', async (name, state) => {
    const answer = { message: 'device or resource busy' };
    const { control } = await engineThat({ status: 500, state, answer });
    await expect(changes[name]?.(control)).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
      details: { reason: 'device or resource busy' },
    });
  });

  test('that is refused while the container runs says what the engine says', async () => {
    const answer = { message: 'cannot pause: no cgroup freezer' };
    const { control } = await engineThat({ status: 500, answer });
    await expect(control.pause(id, never)).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
      details: { reason: 'cannot pause: no cgroup freezer' },
    });
  });

  test('is given up at once when it is cancelled', async () => {
    const socket = await fakeEngine((request, response) => {
      if (request.method !== 'GET') return;
      json(response, { Id: id, Name: '/web', State: { Status: 'running' }, Config: {} });
    });
    const api = new EngineApi(new LocalConnection(), { socket });
    const info = { id: 'd', rootless: false, version: '1', apiVersion: '1.41', socket };
    const cancel = new AbortController();
    const stopping = new DockerControl(api, { ...info, kind: 'docker' }).stop(id, cancel.signal);
    cancel.abort();
    await expect(stopping).rejects.toThrow('This operation was aborted');
  });
});

describe('podman', () => {
  test.each(['stop', 'restart', 'kill'])('wakes a paused container before %s', async (name) => {
    const { control, requests } = await engineThat({ kind: 'podman', state: 'paused' });
    await changes[name]?.(control);
    const changing = requests.filter((request) => request.startsWith('POST'));
    expect(changing.map((request) => request.replace(/\?$/, ''))).toEqual([
      `POST /containers/${id}/unpause`,
      `POST /containers/${id}/${name}`,
    ]);
  });

  test('commits under localhost, unless the name says a registry', async () => {
    const committed = async (repository: string): Promise<string | null> => {
      const { control, requests } = await engineThat({ kind: 'podman', status: 201, answer: {} });
      const image = { repository, tag: 'v1' };
      await control.commit(id, { image, message: '', pause: false }, never);
      return new URL(`http://x${requests[0]?.split(' ')[1] ?? ''}`).searchParams.get('repo');
    };
    expect(await committed('team/tool')).toBe('localhost/team/tool');
    expect(await committed('registry.example/tool')).toBe('registry.example/tool');
  });
});

test('a name that is taken, or that no engine takes, says so', async () => {
  const { control, requests } = await engineThat({ status: 409, answer: { message: 'Conflict.' } });
  await expect(control.rename(id, '-x', never)).rejects.toMatchObject({ code: 'NAME_UNFIT' });
  expect(requests).toEqual([]);
  await expect(control.rename(id, 'other', never)).rejects.toMatchObject({
    code: 'NAME_TAKEN',
    details: { name: 'other', host: 'gpu1' },
  });
  expect(requests).toEqual([`POST /containers/${id}/rename?name=other`]);
});

test('a commit says what, from what, and whether to stand still', async () => {
  const { control, requests } = await engineThat({ status: 201, answer: { Id: 'sha256:1' } });
  const image = { repository: 'team/tool', tag: 'v1' };
  await control.commit(id, { image, message: 'a & b', pause: false }, never);
  const sent = new URL(`http://x${requests[0]?.split(' ')[1] ?? ''}`);
  expect(Object.fromEntries(sent.searchParams)).toEqual({
    container: id,
    repo: 'team/tool',
    tag: 'v1',
    comment: 'a & b',
    pause: 'false',
  });
});

describe('the whole description', () => {
  const described = async (answer: unknown): Promise<string> => {
    const socket = await fakeEngine((_, response) => {
      json(response, answer);
    });
    const api = new EngineApi(new LocalConnection(), { socket });
    const info = { id: 'd', rootless: false, version: '1', apiVersion: '1.41', socket };
    return new DockerControl(api, { ...info, kind: 'docker' }).inspectRaw(id, never);
  };
  const answer = { Zeta: 1, Id: id, Name: '/web', State: { Status: 'running' }, Config: {} };

  test('has everything in the engine’s order, with nothing invisible', async () => {
    const text = await described({ ...answer, Odd: 'a\u202eb\u{e0041}' });
    expect(Object.keys(JSON.parse(text) as object)).toEqual([...Object.keys(answer), 'Odd']);
    expect(text).toContain('"Odd": "a\\u202eb\\udb40\\udc41"');
  });

  test('of another container, or of none, is not believed', async () => {
    const wrong = [{ ...answer, Id: idOf('b') }, [], 'x', { Id: id }];
    for (const one of wrong) {
      await expect(described(one)).rejects.toMatchObject({ code: 'ENGINE_UNREADABLE' });
    }
  });

  test('that nobody could read is refused', async () => {
    const long = { ...answer, Long: 'x'.repeat(5 * 1024 * 1024) };
    await expect(described(long)).rejects.toMatchObject({ code: 'ENGINE_UNREADABLE' });
  });
});
