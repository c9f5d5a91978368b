import { isIP } from 'node:net';
import * as v from 'valibot';
import { plainText } from '../../errors/dockhopError.ts';
import type {
  Container,
  ContainerDetails,
  ContainerState,
  NetworkAddress,
  PublishedPort,
} from '../container.ts';

/**
 * What engines answer, as far as Dockhop reads it, turned into our own types at the door.
 * Docker Engine API v1.40 and later, and Podman's API of the same shape, which differs in places.
 *
 * @see https://docs.docker.com/reference/api/engine/version/v1.40/
 */
const text = (maxLength: number) => v.pipe(v.string(), v.maxLength(maxLength));
/** A list or an object that a Go program may leave out or write as null. */
const list = <Item extends v.GenericSchema>(item: Item, maxLength: number) =>
  v.pipe(v.nullish(v.array(item), []), v.maxLength(maxLength));

/** Of a container or an exec. It becomes part of a request's path. */
export const idSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

const imageSchema = text(4096);
const portNumberSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));
const protocolSchema = v.picklist(['tcp', 'udp', 'sctp']);

/** Engine's word → ours. Podman has more states; they differ in nothing that matters here. */
const states: ReadonlyMap<string, ContainerState> = new Map<string, ContainerState>([
  ['created', 'created'],
  ['configured', 'created'],
  ['initialized', 'created'],
  ['running', 'running'],
  ['paused', 'paused'],
  ['restarting', 'restarting'],
  ['removing', 'removing'],
  ['exited', 'exited'],
  ['stopped', 'exited'],
  ['stopping', 'exited'],
  ['dead', 'dead'],
]);

export const stateSchema = v.pipe(
  text(64),
  v.transform((word): ContainerState => states.get(word) ?? 'unknown'),
);

function publishedPort(
  containerPort: number,
  protocol: PublishedPort['protocol'],
  hostIp: string,
  hostPort: number,
): PublishedPort {
  if (hostPort === 0) return { containerPort, protocol };
  // Podman leaves the address out when it listens on all.
  return { containerPort, protocol, hostIp: hostIp === '' ? '0.0.0.0' : hostIp, hostPort };
}

const hostIpSchema = v.pipe(
  v.nullish(v.string(), ''),
  v.check((address) => address === '' || isIP(address) !== 0),
);

const rowPortSchema = v.pipe(
  v.object({
    IP: hostIpSchema,
    PrivatePort: portNumberSchema,
    PublicPort: v.nullish(portNumberSchema, 0),
    Type: protocolSchema,
  }),
  v.transform((port) => publishedPort(port.PrivatePort, port.Type, port.IP, port.PublicPort)),
);

/** A label of this name; one that is absurd is as good as none. */
const label = v.fallback(v.optional(text(256)), undefined);

const labelsSchema = v.nullish(
  v.object({
    'com.docker.compose.project': label,
    'com.docker.compose.service': label,
  }),
  {},
);

/** An element of `GET /containers/json`. */
export const containerRowSchema = v.pipe(
  v.object({
    Id: idSchema,
    Names: list(text(1024), 1000),
    Image: imageSchema,
    State: stateSchema,
    Status: v.nullish(text(1024), ''),
    Ports: list(rowPortSchema, 10_000),
    Labels: labelsSchema,
  }),
  v.transform((row): Container => {
    const project = row.Labels['com.docker.compose.project'];
    const service = row.Labels['com.docker.compose.service'];
    return {
      id: row.Id,
      name: ownName(row.Names) ?? row.Id.slice(0, 12),
      image: row.Image,
      state: row.State,
      status: row.Status,
      ports: row.Ports,
      ...(project === undefined ? {} : { project }),
      ...(service === undefined ? {} : { service }),
    };
  }),
);

/** The rows are parsed one by one, so that a malformed one does not hide the others. */
export const containerRowsSchema = list(v.unknown(), 10_000);

/** Of a list in which links appear too: `/web`, but `/other/alias`. */
function ownName(names: readonly string[]): string | undefined {
  return names.map(withoutSlash).find((name) => name !== '' && !name.includes('/'));
}

function withoutSlash(name: string): string {
  return name.startsWith('/') ? name.slice(1) : name;
}

const portKeySchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}\/(tcp|udp|sctp)$/),
  v.transform((key) => {
    const [port = '', protocol = ''] = key.split('/');
    return { containerPort: Number(port), protocol };
  }),
  v.object({ containerPort: portNumberSchema, protocol: protocolSchema }),
);

const bindingSchema = v.object({
  HostIp: hostIpSchema,
  HostPort: v.pipe(v.string(), v.regex(/^\d{0,5}$/), v.transform(Number), portNumberSchema),
});

const portMapSchema = v.pipe(
  v.nullish(v.record(v.string(), list(bindingSchema, 1000)), {}),
  v.maxEntries(10_000),
  v.transform((map) =>
    Object.entries(map).flatMap(([key, bindings]): PublishedPort[] => {
      const parsed = v.safeParse(portKeySchema, key);
      if (!parsed.success) return [];
      const { containerPort, protocol } = parsed.output;
      if (bindings.length === 0) return [{ containerPort, protocol }];
      return bindings.map(({ HostIp, HostPort }) =>
        publishedPort(containerPort, protocol, HostIp, HostPort),
      );
    }),
  ),
);

/** An address; one that is none is as good as none. */
const address = (version: 4 | 6) =>
  v.fallback(
    v.pipe(
      v.nullish(v.string(), ''),
      v.check((text) => isIP(text) === version),
    ),
    '',
  );

/** By the names of networks. Podman leaves it out where there is none. */
const networksSchema = v.pipe(
  v.nullish(
    v.record(text(1024), v.object({ IPAddress: address(4), GlobalIPv6Address: address(6) })),
    {},
  ),
  v.maxEntries(1000),
  v.transform((networks): NetworkAddress[] =>
    Object.entries(networks).flatMap(([network, { IPAddress, GlobalIPv6Address }]) =>
      [IPAddress, GlobalIPv6Address]
        .filter((one) => one !== '')
        .map((one) => ({ network, address: one })),
    ),
  ),
);

/** `GET /containers/{id}/json`. */
export const containerDetailsSchema = v.pipe(
  v.object({
    Id: idSchema,
    Name: text(1024),
    State: v.object({
      Status: stateSchema,
      StartedAt: v.pipe(
        text(64),
        v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/),
      ),
    }),
    Config: v.object({
      Image: imageSchema,
      Env: list(v.string(), 100_000),
      User: v.nullish(text(1024), ''),
      WorkingDir: v.nullish(text(4096), ''),
    }),
    Mounts: list(v.object({ Type: v.nullish(text(64), ''), Destination: text(4096) }), 10_000),
    HostConfig: v.object({
      NetworkMode: v.nullish(text(1024), ''),
      IpcMode: v.nullish(text(1024), ''),
    }),
    NetworkSettings: v.nullish(v.object({ Ports: portMapSchema, Networks: networksSchema })),
  }),
  v.transform((answer): ContainerDetails => ({
    id: answer.Id,
    name: withoutSlash(answer.Name) || answer.Id.slice(0, 12),
    image: answer.Config.Image,
    state: answer.State.Status,
    startedAt: answer.State.StartedAt,
    ports: answer.NetworkSettings?.Ports ?? [],
    env: answer.Config.Env,
    user: answer.Config.User,
    workingDir: answer.Config.WorkingDir || '/',
    mountPoints: answer.Mounts.filter(({ Type }) => Type !== 'tmpfs').map(
      ({ Destination }) => Destination,
    ),
    networkMode: answer.HostConfig.NetworkMode,
    addresses: answer.NetworkSettings?.Networks ?? [],
    ipcMode: answer.HostConfig.IpcMode,
  })),
);

/** `GET /version`. */
export const versionSchema = v.pipe(
  v.object({
    Version: v.pipe(text(1024), v.transform(plainText)),
    ApiVersion: v.pipe(v.string(), v.regex(/^\d{1,4}\.\d{1,4}$/)),
    Components: list(v.object({ Name: v.nullish(text(1024), '') }), 100),
  }),
  v.transform((answer) => ({
    version: answer.Version,
    apiVersion: answer.ApiVersion,
    kind: answer.Components.some(({ Name }) => Name === 'Podman Engine')
      ? ('podman' as const)
      : ('docker' as const),
  })),
);

/** `GET /info`. */
export const infoSchema = v.pipe(
  v.object({
    ID: v.fallback(v.nullish(text(256), ''), ''),
    DockerRootDir: v.fallback(v.nullish(text(4096), ''), ''),
    SecurityOptions: list(text(1024), 100),
    Rootless: v.nullish(v.boolean(), false),
  }),
  v.transform((answer) => ({
    daemonId: answer.ID,
    rootDirectory: answer.DockerRootDir,
    // Docker: `name=rootless`, with more after a comma. Podman says both.
    rootless:
      answer.Rootless ||
      answer.SecurityOptions.some((option) => option.split(',').includes('name=rootless')),
  })),
);

/** `GET /exec/{id}/json`. */
export const execStateSchema = v.object({
  Running: v.boolean(),
  ExitCode: v.nullish(v.pipe(v.number(), v.integer())),
});

/** A line of `GET /events`; older engines and Podman have the lower-case names too. */
export const eventSchema = v.pipe(
  v.object({
    Type: v.nullish(text(64), 'container'),
    Action: v.nullish(v.string()),
    Actor: v.nullish(v.object({ ID: v.nullish(v.string()) })),
    status: v.nullish(v.string()),
    id: v.nullish(v.string()),
  }),
  v.transform((event) => ({
    type: event.Type,
    action: event.Action ?? event.status ?? '',
    containerId: event.Actor?.ID ?? event.id ?? '',
  })),
);

/** The error that docker-modem rejects with when the engine answers with another status than meant. */
export const refusalSchema = v.pipe(
  v.object({
    statusCode: v.pipe(v.number(), v.integer()),
    message: v.string(),
    json: v.fallback(v.nullish(v.object({ message: v.nullish(v.string()) })), undefined),
  }),
  v.transform(({ statusCode, message, json }) => ({
    status: statusCode,
    reason: json?.message ?? message,
  })),
);

export type Refusal = v.InferOutput<typeof refusalSchema>;
