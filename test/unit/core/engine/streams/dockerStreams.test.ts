import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { ContainerDetails } from '../../../../../src/core/engine/container.ts';
import { recordingLog } from '../../../../recordingLog.ts';
import { engineAt, fakeEngine, idOf, json, never } from '../fakeEngine.ts';
import { LocalConnection } from '../localConnection.ts';

const upgraded = 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n';
const container = { id: idOf('a'), name: 'web' } as ContainerDetails;

/** A terminal whose program prints this and ends so, on an engine that does this with its size. */
async function terminal(
  said: string,
  status: number,
  onSize: (response: ServerResponse) => void,
): Promise<{ readonly text: string; readonly exitCode: Promise<number> }> {
  let sized = (): void => undefined;
  let hasEnded = false;
  const isSized = new Promise<void>((resolve) => {
    sized = resolve;
  });
  const answer = async ({ url = '' }: IncomingMessage, response: ServerResponse) => {
    if (url.includes('/resize')) {
      response.on('close', sized);
      onSize(response);
      if (!response.writableEnded) sized();
      return;
    }
    if (url.endsWith('/json')) {
      await isSized;
      // It is asked again, and by then what was said of the size has come.
      json(response, hasEnded ? { Running: false, ExitCode: status } : { Running: true });
      hasEnded = true;
    } else json(response, { Id: idOf('e') }, 201);
  };
  const socket = await fakeEngine(
    (request, response) => void answer(request, response),
    (_, stream) => {
      stream.resume();
      stream.write(upgraded);
      stream.end(said);
    },
  );
  const { streams } = engineAt(socket, new LocalConnection(), recordingLog());
  const size = { columns: 80, rows: 24 };
  const program = await streams.openTerminal(container, { command: ['sh'], size }, never);
  return { text: await text(program.stream), exitCode: program.exitCode(never) };
}

const answered = (response: ServerResponse): void => {
  response.end();
};

describe('a terminal', () => {
  it('of a program that Docker cannot start is refused, without waiting for its size', async () => {
    const unknown = 'unable to find user dve: no matching entries in passwd file\r\n';
    const { text: said, exitCode } = await terminal(unknown, 126, () => undefined);
    expect(said).toBe(unknown);
    await expect(exitCode).rejects.toMatchObject({
      code: 'ENGINE_REFUSED',
      details: { what: 'run a program', reason: 'exit status 126' },
    });
  });

  it('of a shell whose last program was not found has its exit code', async () => {
    await expect((await terminal('', 127, answered)).exitCode).resolves.toBe(127);
  });

  it('of a program that ended before it had a size has its exit code', async () => {
    const refused = (response: ServerResponse): void => {
      json(response, { message: 'no such exec' }, 404);
    };
    await expect((await terminal('', 5, refused)).exitCode).resolves.toBe(5);
  });
});
