import { access } from 'node:fs/promises';
import path from 'node:path';
import { makeProgramDirectory } from '../privateDirectory.ts';

/** For ssh programs that nobody answers. */
export interface QuietAskpass {
  readonly env: Readonly<Record<string, string>>;
  /** True when one of them was about to ask something. */
  wasAsked(): Promise<boolean>;
  remove(): Promise<void>;
}

/**
 * Without anybody to ask, ssh answers a server's question with nothing, three times (readpass.c),
 * and an account may lock for that. So its askpass program ends it instead, before it has sent
 * anything; only a key that waits to be touched needs no answer.
 */
const program = `#!/bin/sh
[ "$SSH_ASKPASS_PROMPT" = none ] && exit 0
: > "$0.asked"
kill "$PPID"
`;

/** Makes one in a private directory; on Windows, where it could not be, ssh is told not to ask. */
export async function makeQuietAskpass(): Promise<QuietAskpass> {
  if (process.platform === 'win32') {
    return {
      env: { SSH_ASKPASS_REQUIRE: 'never' },
      wasAsked: () => Promise.resolve(false),
      remove: () => Promise.resolve(),
    };
  }
  const directory = await makeProgramDirectory('quiet', program);
  const file = path.join(directory.path, 'quiet');
  return {
    env: {
      SSH_ASKPASS: file,
      SSH_ASKPASS_REQUIRE: 'force',
      DISPLAY: process.env['DISPLAY'] ?? 'dockhop:0',
    },
    wasAsked: () =>
      access(`${file}.asked`).then(
        () => true,
        () => false,
      ),
    remove: () => directory.remove(),
  };
}
