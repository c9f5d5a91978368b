import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  containerDetailsSchema,
  containerRowSchema,
  eventSchema,
  infoSchema,
  refusalSchema,
  versionSchema,
} from '../../../../../src/core/engine/speak/engineSchemas.ts';
import { idOf } from '../fakeEngine.ts';

const row = {
  Id: idOf('a'),
  Names: ['/other/link', '/web'],
  Image: 'app:1',
  State: 'running',
  Status: 'Up 3 hours',
  Ports: [{ IP: '0.0.0.0', PrivatePort: 22, PublicPort: 32_768, Type: 'tcp' }],
  Labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
};

describe('a row of the list', () => {
  test('becomes a container, named after itself and not after a link', () => {
    expect(v.parse(containerRowSchema, row)).toEqual({
      id: idOf('a'),
      name: 'web',
      image: 'app:1',
      state: 'running',
      status: 'Up 3 hours',
      ports: [{ containerPort: 22, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 32_768 }],
      project: 'shop',
      service: 'web',
    });
  });

  test('may leave out what Go programs leave out', () => {
    const bare = { ...row, Names: null, Ports: null, Labels: null, Status: undefined };
    const { name, ports, status } = v.parse(containerRowSchema, bare);
    expect({ name, ports, status }).toEqual({ name: 'aaaaaaaaaaaa', ports: [], status: '' });
  });

  test('keeps hostile text as it is: showing it harmlessly is the face’s part', () => {
    const name = '$(reboot)`x`"\n\u001b[31m<img>';
    expect(v.parse(containerRowSchema, { ...row, Names: [`/${name}`] }).name).toBe(name);
  });

  test('keeps an absurd label out, not the container', () => {
    const Labels = { 'com.docker.compose.project': 'x'.repeat(1_000_000) };
    expect(v.parse(containerRowSchema, { ...row, Labels })).not.toHaveProperty('project');
  });

  test.each([
    ['an id that is a path', { Id: '../../images/json?x=' }],
    ['an upper-case id', { Id: idOf('A') }],
    ['an absurd image', { Image: 'x'.repeat(100_000) }],
    ['names that are no text', { Names: [{}] }],
    ['a port that is none', { Ports: [{ PrivatePort: 70_000, Type: 'tcp' }] }],
    [
      'an address that is none',
      { Ports: [{ IP: '-oProxyCommand=x', PrivatePort: 1, Type: 'tcp' }] },
    ],
  ])('with %s is refused', (_, change) => {
    expect(v.is(containerRowSchema, { ...row, ...change })).toBe(false);
  });

  test('of Podman listens on all addresses when it names none', () => {
    const Ports = [{ IP: '', PrivatePort: 22, PublicPort: 2222, Type: 'tcp' }];
    const { ports } = v.parse(containerRowSchema, { ...row, Ports });
    expect(ports).toEqual([
      { containerPort: 22, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 2222 },
    ]);
  });

  test.each([
    ['stopped', 'exited'],
    ['initialized', 'created'],
    ['fancy', 'unknown'],
  ])('in the state %s is %s', (State, state) => {
    expect(v.parse(containerRowSchema, { ...row, State }).state).toBe(state);
  });
});

const details = {
  Id: idOf('a'),
  Name: '/web',
  State: { Status: 'running', StartedAt: '2024-05-01T10:00:00.123456789Z' },
  Config: { Image: 'app:1', Env: ['A=1'], User: '', WorkingDir: '' },
  Mounts: [
    { Type: 'bind', Destination: '/work' },
    { Type: 'tmpfs', Destination: '/scratch' },
  ],
  HostConfig: { NetworkMode: 'bridge', IpcMode: 'private' },
  NetworkSettings: {
    Ports: { '22/tcp': [{ HostIp: '127.0.0.1', HostPort: '2222' }], '80/tcp': null, odd: null },
    Networks: {
      bridge: { IPAddress: '172.17.0.2', GlobalIPv6Address: '' },
      lab: { IPAddress: '10.1.0.3', GlobalIPv6Address: 'fd00::3' },
      odd: { IPAddress: '-oProxyCommand=x', GlobalIPv6Address: '10.0.0.1' },
      none: { IPAddress: '' },
    },
  },
};

describe('what the engine knows about a container', () => {
  test('is read', () => {
    expect(v.parse(containerDetailsSchema, details)).toEqual({
      id: idOf('a'),
      name: 'web',
      image: 'app:1',
      state: 'running',
      startedAt: '2024-05-01T10:00:00.123456789Z',
      ports: [
        { containerPort: 22, protocol: 'tcp', hostIp: '127.0.0.1', hostPort: 2222 },
        { containerPort: 80, protocol: 'tcp' },
      ],
      env: ['A=1'],
      user: '',
      workingDir: '/',
      mountPoints: ['/work'],
      networkMode: 'bridge',
      addresses: [
        { network: 'bridge', address: '172.17.0.2' },
        { network: 'lab', address: '10.1.0.3' },
        { network: 'lab', address: 'fd00::3' },
      ],
      ipcMode: 'private',
    });
  });

  test('has Podman’s start time with an offset', () => {
    const State = { Status: 'running', StartedAt: '2024-05-01T10:00:00.5+02:00' };
    expect(v.is(containerDetailsSchema, { ...details, State })).toBe(true);
  });

  test('is refused when the start time is no time', () => {
    const State = { Status: 'running', StartedAt: '$(date)' };
    expect(v.is(containerDetailsSchema, { ...details, State })).toBe(false);
  });
});

test('no answer at all makes a schema throw something of its own', () => {
  const schemas = [containerRowSchema, containerDetailsSchema, versionSchema, infoSchema];
  const anything = fc.oneof(
    fc.anything(),
    fc.dictionary(fc.constantFrom(...Object.keys({ ...row, ...details })), fc.anything()),
  );
  fc.assert(
    fc.property(anything, (answer) => {
      for (const schema of schemas) v.safeParse(schema, answer);
    }),
  );
});

test('Podman is told from Docker by its component, rootless by either of its two ways', () => {
  const Components = [{ Name: 'Podman Engine' }];
  const version = { Version: '4.3.1', ApiVersion: '1.41' };
  expect(v.parse(versionSchema, { ...version, Components }).kind).toBe('podman');
  expect(v.parse(versionSchema, version).kind).toBe('docker');
  expect(v.parse(infoSchema, { SecurityOptions: ['name=seccomp,profile=default'] })).toEqual({
    rootless: false,
    daemonId: '',
    rootDirectory: '',
  });
  const described = { ID: 'ABCD:EFGH', DockerRootDir: '/var/lib/docker' };
  expect(v.parse(infoSchema, described)).toMatchObject({
    daemonId: 'ABCD:EFGH',
    rootDirectory: '/var/lib/docker',
  });
  expect(v.parse(infoSchema, { SecurityOptions: ['name=rootless'] }).rootless).toBe(true);
  expect(v.parse(infoSchema, { Rootless: true }).rootless).toBe(true);
});

test('an event is read in both spellings', () => {
  const expected = { type: 'container', action: 'start', containerId: idOf('b') };
  expect(v.parse(eventSchema, { status: 'start', id: idOf('b') })).toEqual(expected);
  const modern = { Type: 'container', Action: 'start', Actor: { ID: idOf('b') } };
  expect(v.parse(eventSchema, modern)).toEqual(expected);
});

test('a refusal says what the engine says, not what docker-modem makes of it', () => {
  const error = Object.assign(new Error('(HTTP code 500) server error - x'), { statusCode: 500 });
  expect(v.parse(refusalSchema, error).reason).toBe('(HTTP code 500) server error - x');
  const withJson = Object.assign(error, { json: { message: 'no space left' } });
  expect(v.parse(refusalSchema, withJson).reason).toBe('no space left');
  expect(v.is(refusalSchema, new Error('socket hang up'))).toBe(false);
});
