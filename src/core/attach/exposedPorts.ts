import type { EntryRecord } from '../clientFiles/entry.ts';
import type { PreparedContainer } from './prepareOnHost.ts';
import { isEverywhere, publishedPorts, type HostPort } from '../engine/publishedPorts.ts';

/** A port for SSH that whoever reaches the host can knock at. */
export interface ExposedPort extends HostPort {
  /** The person was not told of it yet. */
  readonly isNews: boolean;
}

type Listening = Pick<PreparedContainer, 'details' | 'record'> & {
  readonly preparation?: Pick<PreparedContainer['preparation'], 'daemon'>;
};

/** The container's own SSH port, and ours, where they are published on all addresses of the host. */
export function exposedPorts({ details, preparation, record }: Listening): readonly ExposedPort[] {
  const forSsh = [22, preparation?.daemon?.port];
  const told = record?.containerId === details.id ? (record.toldPorts ?? []) : [];
  const open = publishedPorts(details.ports).filter(
    ({ containerPort, hostIp }) => forSsh.includes(containerPort) && isEverywhere(hostIp),
  );
  // An engine lists a port once for IPv4 and once for IPv6.
  const byPort = new Map(open.map((port) => [toldPort(port), port]));
  return [...byPort].map(([name, port]) => ({ ...port, isNews: !told.includes(name) }));
}

/** By which it is remembered that the person was told. */
export function toldPort({
  containerPort,
  hostPort,
}: HostPort): NonNullable<EntryRecord['toldPorts']>[number] {
  return `${hostPort}:${containerPort}`;
}
