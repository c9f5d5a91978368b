import type { ServerResponse } from 'node:http';
import { expect, test, vi } from 'vitest';
import type { ContainerEvent } from '../../../../src/core/engine/engine.ts';
import { engineAt, fakeEngine, idOf, never } from './fakeEngine.ts';
import { recordingLog } from '../../../recordingLog.ts';
import { LocalConnection } from './localConnection.ts';

const event = (Action: string, ID = idOf('a')) =>
  `${JSON.stringify({ Type: 'container', Action, Actor: { ID, Attributes: { name: 'é' } } })}\n`;

async function engineThatReports(report: (response: ServerResponse) => void) {
  const connection = new LocalConnection();
  const log = recordingLog();
  const urls: string[] = [];
  const socket = await fakeEngine((request, response) => {
    urls.push(decodeURIComponent(request.url ?? ''));
    response.flushHeaders();
    report(response);
  });
  return { engine: engineAt(socket, connection, log), connection, log, urls };
}

test('each change is reported, what changes nothing is not, however the bytes come', async () => {
  const stop = new AbortController();
  const events: ContainerEvent[] = [];
  const { engine, urls } = await engineThatReports((response) => {
    const text = [
      event('start'),
      event('exec_create: sh -c true'),
      event('health_status: healthy'),
      event('die', 'not an id'),
      `${JSON.stringify({ Type: 'image', Action: 'create', Actor: { ID: idOf('c') } })}\n`,
      `${JSON.stringify({ status: 'died', id: idOf('b') })}\n`,
      event('rename'),
    ].join('');
    for (const byte of Buffer.from(text)) response.write(Buffer.from([byte]));
  });
  const onOpen = vi.fn();
  const onEvent = (change: ContainerEvent): void => {
    events.push(change);
    if (change.action === 'rename') stop.abort();
  };
  await engine.watchContainers(onOpen, onEvent, stop.signal);
  expect(events).toEqual([
    { action: 'start', containerId: idOf('a') },
    { action: 'died', containerId: idOf('b') },
    { action: 'rename', containerId: idOf('a') },
  ]);
  expect(onOpen).toHaveBeenCalledOnce();
  expect(urls).toEqual(['/events?filters={"type":["container"]}']);
});

test('the watch opens before anything happens', async () => {
  const stop = new AbortController();
  const { engine } = await engineThatReports(() => undefined);
  const onOpen = (): void => {
    stop.abort();
  };
  await engine.watchContainers(onOpen, () => undefined, stop.signal);
});

test('a watch that is over before it begins resolves too', async () => {
  const { engine } = await engineThatReports(() => undefined);
  const nothing = () => undefined;
  await expect(
    engine.watchContainers(nothing, nothing, AbortSignal.abort()),
  ).resolves.toBeUndefined();
});

test('the end of the stream is an error: the engine is gone', async () => {
  const { engine } = await engineThatReports((response) => response.end());
  const nothing = () => undefined;
  await expect(engine.watchContainers(nothing, nothing, never)).rejects.toMatchObject({
    code: 'ENGINE_NOT_FOUND',
  });
});

test('a lost connection ends the watch for its reason', async () => {
  const { engine, connection } = await engineThatReports(() => undefined);
  const lost = new Error('the connection to jump was lost');
  const onOpen = (): void => {
    connection.end(lost);
  };
  await expect(engine.watchContainers(onOpen, () => undefined, never)).rejects.toBe(lost);
});

test('a line that makes no sense is left out, an endless one ends the watch', async () => {
  const { engine, log } = await engineThatReports((response) => {
    response.write('not json\n[]\n');
    for (let megabytes = 0; megabytes < 5; megabytes++) response.write('x'.repeat(2 ** 20));
    response.write('\n');
  });
  const onEvent = vi.fn();
  await expect(engine.watchContainers(() => undefined, onEvent, never)).rejects.toMatchObject({
    code: 'ENGINE_UNREADABLE',
  });
  expect(log.warnings).toHaveLength(1);
  expect(onEvent).not.toHaveBeenCalled();
});
