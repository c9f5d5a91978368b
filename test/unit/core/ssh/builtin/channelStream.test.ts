import { PassThrough } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import { expect, test } from 'vitest';
import { ChannelStream } from '../../../../../src/core/ssh/builtin/channelStream.ts';

test('what was held back goes to the channel as one message', async () => {
  const channel = Object.assign(new PassThrough(), {
    stderr: new PassThrough(),
    close: () => undefined,
  });
  const messages: string[] = [];
  channel.write = ((bytes: Buffer, done: () => void) => {
    messages.push(bytes.toString());
    done();
    return true;
  }) as typeof channel.write;
  const stream = new ChannelStream(channel as unknown as ClientChannel, () => undefined);
  stream.cork();
  stream.write('length ');
  stream.write('contents ');
  const isWritten = new Promise((resolve) => stream.write('tag', resolve));
  stream.uncork();
  await isWritten;
  stream.write('next');
  expect(messages).toEqual(['length contents tag', 'next']);
  stream.destroy();
});
