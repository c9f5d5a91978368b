const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'the local address is not available',
  ECONNABORTED: 'connection aborted',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  EDQUOT: 'your disk quota is used up',
  EHOSTDOWN: 'host is down',
  EHOSTUNREACH: 'no route to host',
  ENETDOWN: 'network is down',
  ENETUNREACH: 'network is unreachable',
  ENOENT: 'no such file',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is no directory',
  ENOTFOUND: 'name not found',
  EAI_AGAIN: 'the name could not be looked up just now',
  EPIPE: 'connection closed',
  EROFS: 'the file system is read-only',
  ETIMEDOUT: 'no answer in time',
};

/** The code of a failed system call (`ENOENT`), where the error has one. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Several addresses were tried: the last failure speaks for all.
  return error instanceof AggregateError ? systemCode(error.errors.at(-1)) : undefined;
}

/** What went wrong in a few words: for a known system error ours, else the error's own. */
export function systemReason(error: unknown): string {
  const code = systemCode(error);
  const known = code === undefined ? undefined : words[code];
  if (known !== undefined) return known;
  const message = error instanceof Error ? error.message : String(error);
  return message === '' ? (code ?? 'no reason given') : message;
}
