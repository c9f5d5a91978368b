import { hostPort } from '../ssh/config/hopAddress.ts';
import type { Hop } from '../ssh/config/path.ts';

/**
 * Where a path ends, whatever its hops are called: account and address of each hop. Two paths with
 * the same place lead to the same host. This machine is an empty one.
 */
export function placeOf(hops: readonly Hop[]): string {
  return hops
    .map(({ user, hostName, port, command }) => {
      const address = `${user}@${hostPort(hostName, port)}`;
      return command === undefined ? address : `(${command}) ${address}`;
    })
    .join(' ');
}
