import type { SystemProgram } from './systemProgram.ts';

/** The most of ssh's own words that is looked at. */
const maxWords = 64 * 1024;

/** What `ssh -vv` tells about one command (mux.c, clientloop.c, ssh.c). */
export interface CommandReport {
  /** True when the server has opened a session. */
  readonly isOpen: boolean;
  /** What the program ended with; undefined when a signal ended it, or the connection. */
  readonly exitCode: number | undefined;
  readonly words: string;
}

const opened =
  /^debug1: (?:mux_client_request_(?:session|stdio_fwd): master session id: |Sending command: )|^debug2: channel \d+: open confirm /m;

export function commandReport(words: string): CommandReport {
  const status =
    /^debug2: Received exit status from master (\d+)$/m.exec(words) ??
    /^debug1: Exit status (\d+)$/m.exec(words);
  return {
    isOpen: opened.test(words),
    exitCode: status ? Number(status[1]) : undefined,
    words,
  };
}

export interface Opening {
  readonly isOpen: boolean;
  /** What ssh wrote until then, its remarks for those who look for a fault left out. */
  readonly words: string;
}

/** Waits until an `ssh -v` says that the server has opened what it was asked for, or ends. */
export function openedReport({ child, ended }: SystemProgram): Promise<Opening> {
  return new Promise((resolve, reject) => {
    let words = '';
    const onData = (chunk: Buffer): void => {
      words = (words + chunk.toString('utf8')).slice(-maxWords);
      if (!opened.test(words)) return;
      child.stderr.off('data', onData);
      resolve({ isOpen: true, words });
    };
    child.stderr.on('data', onData);
    ended.then(() => {
      resolve({ isOpen: false, words });
    }, reject);
  });
}
