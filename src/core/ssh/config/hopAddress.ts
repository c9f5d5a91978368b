import type { Hop } from './path.ts';

/** `host:port`, or `[v6]:port`, for messages. */
export function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Where a hop is. */
export function addressOf({ hostName, port }: Pick<Hop, 'hostName' | 'port'>): string {
  return hostPort(hostName, port);
}
