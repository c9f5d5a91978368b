import { isIP } from 'node:net';
import type { PublishedPort } from './container.ts';

/** A TCP port of a container that its host has open on an IPv4 address. */
export interface HostPort {
  readonly containerPort: number;
  readonly hostPort: number;
  /** `0.0.0.0` for all of the host's addresses. */
  readonly hostIp: string;
}

/**
 * The ports that are published, as far as an entry can name them: those of an IPv6 address alone are
 * left out, for ssh takes that only in brackets, which are no plain word. A port on all addresses of
 * IPv6 answers on those of IPv4, too.
 */
export function publishedPorts(ports: readonly PublishedPort[]): readonly HostPort[] {
  return ports.flatMap(({ containerPort, protocol, hostIp = '', hostPort }) => {
    if (protocol !== 'tcp' || hostPort === undefined) return [];
    if (isEverywhere(hostIp)) return [{ containerPort, hostPort, hostIp: '0.0.0.0' }];
    return isIP(hostIp) === 4 ? [{ containerPort, hostPort, hostIp }] : [];
  });
}

/** Of these, the ones that are not open on all addresses of the host by another mapping either. */
export function quietPorts(ports: readonly HostPort[]): readonly HostPort[] {
  const open = ports.filter(({ hostIp }) => isEverywhere(hostIp));
  return ports.filter(
    ({ containerPort }) => !open.some((one) => one.containerPort === containerPort),
  );
}

/** Is it open on all addresses of the host: to whoever reaches the host? */
export function isEverywhere(hostIp: string): boolean {
  return ['', '0.0.0.0', '::'].includes(hostIp);
}
