import type { Fetcher } from '../ports/fetcher.ts';
import { safeAddress } from './serverAddress.ts';

const mostRedirections = 8;

/** What a web server has under an address. */
export interface Opened {
  readonly response: Response;
  /** Of the file, where the server says it: VS Code's update service does, in `x-sha256`. */
  readonly sha256: string | undefined;
  readonly bytes: number | undefined;
}

/**
 * Asks for an address, and follows where it leads; only to addresses that nobody on the way can
 * answer for (RFC 9110, section 15.4).
 * @throws Error with the reason, in words for a person.
 */
export async function openAddress(
  fetcher: Fetcher,
  address: string,
  method: 'GET' | 'HEAD',
  signal: AbortSignal,
): Promise<Opened> {
  let next = address;
  let sha256: string | undefined;
  for (let count = 0; count <= mostRedirections; count++) {
    const response = await fetcher(next, { method, redirect: 'manual', signal });
    const said = response.headers.get('x-sha256')?.toLowerCase() ?? '';
    sha256 = /^[0-9a-f]{64}$/.test(said) ? said : sha256;
    const { status } = response;
    const location = response.headers.get('location');
    if (status < 300 || status > 399 || location === null) {
      if (response.ok) return { response, sha256, bytes: lengthOf(response) };
      await response.body?.cancel();
      throw new Error(`it answers ${status}`);
    }
    await response.body?.cancel();
    const target = URL.canParse(location, next) ? new URL(location, next).href : '';
    const safe = safeAddress(target);
    if (safe === undefined) throw new Error('it leads to an address that is not safe');
    next = safe;
  }
  throw new Error('it leads from one address to the next without end');
}

/** Undefined where the body is encoded: then it is the length of something else. */
function lengthOf({ headers }: Response): number | undefined {
  const length = headers.get('content-length') ?? '';
  const isPlain = (headers.get('content-encoding') ?? 'identity') === 'identity';
  return isPlain && /^\d{1,12}$/.test(length) ? Number(length) : undefined;
}
