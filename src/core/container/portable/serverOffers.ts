import type { Progress } from '../../ports/progress.ts';
import { plainPublicKey } from '../../ssh/login/publicKeyLine.ts';
import { ed25519Key } from '../configure/authorizedKey.ts';
import type { OpensshVersion } from '../look/opensshVersion.ts';
import { bytesOf, fetchHostServer, findHostServer, type ServerHost } from './hostServer.ts';
import { hostServerParcel } from './hostServerParcel.ts';
import { parcelOf, type Parcel } from './parcel.ts';
import type { PortableServers } from './portableServers.ts';

/** An SSH server that could be brought into a container. */
export interface ServerOffer {
  readonly version: OpensshVersion;
  readonly bytes: number;
  /** Whose it is: Dockhop's portable one, or what the engine's host has. */
  readonly source: 'dockhop' | 'host';
  /** @throws Error that says why it cannot be had; what ended the connection; AbortError. */
  readonly load: (progress: Progress, signal: AbortSignal) => Promise<Parcel>;
}

export interface OfferPorts {
  /** Absent where a copy of Dockhop has none. */
  readonly portable?: PortableServers;
  /** The engine's host, whose own server is borrowed where there is no portable one for the machine. */
  readonly serverHost?: ServerHost;
}

/**
 * The server to bring to a kind of machine, as `uname -m` has it.
 * @returns why there is none, where that is so.
 */
export async function offerFor(
  machine: string,
  authorizedKey: string,
  { portable, serverHost }: OfferPorts,
  signal: AbortSignal,
): Promise<ServerOffer | string> {
  const server = await portable?.forMachine(machine);
  if (server) {
    // Without OpenSSL there are no others.
    if (!ed25519Key.test(plainPublicKey(authorizedKey) ?? ''))
      return 'it knows keys of the type ssh-ed25519 only';
    return {
      version: server.version,
      bytes: server.sshd.bytes + server.keygen.bytes,
      source: 'dockhop',
      load: async () => parcelOf(await (portable?.read(server) ?? [])),
    };
  }
  const none = `there is none for ${machine}`;
  return serverHost ? offerOfHost(serverHost, none, signal) : none;
}

async function offerOfHost(
  serverHost: ServerHost,
  none: string,
  signal: AbortSignal,
): Promise<ServerOffer | string> {
  const { host } = serverHost.path;
  const found = await findHostServer(serverHost, signal);
  if (typeof found === 'string')
    return `${none}, and that of ${host} cannot take its place: ${found}`;
  const total = megabytes(bytesOf(found.files));
  return {
    version: found.version,
    bytes: bytesOf(found.files),
    source: 'host',
    load: async (progress, stop) => {
      let told = 0;
      const contents = await fetchHostServer(
        serverHost,
        found,
        (bytes) => {
          if (bytes - told < 4_000_000) return;
          told = bytes;
          progress.output(`fetching the SSH server of ${host}: ${megabytes(bytes)} of ${total} MB`);
        },
        stop,
      );
      return hostServerParcel(found, contents);
    },
  };
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
