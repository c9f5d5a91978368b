import { describe, expect, it } from 'vitest';
import { publishedPorts } from '../../../../src/core/engine/publishedPorts.ts';

describe('published ports', () => {
  it.each([
    ['0.0.0.0', '0.0.0.0'],
    ['::', '0.0.0.0'],
    ['127.0.0.1', '127.0.0.1'],
    ['10.0.0.7', '10.0.0.7'],
    ['::1', undefined],
    ['fd00::7', undefined],
    ['$(reboot)', undefined],
  ])('of %s are reached at %s', (hostIp, reached) => {
    const port = { containerPort: 22, protocol: 'tcp', hostIp, hostPort: 2201 } as const;
    expect(publishedPorts([port]).map((one) => one.hostIp)).toEqual(
      reached === undefined ? [] : [reached],
    );
  });

  it('are neither those of other protocols nor those only exposed', () => {
    const hostIp = '0.0.0.0';
    expect(
      publishedPorts([
        { containerPort: 53, protocol: 'udp', hostIp, hostPort: 53 },
        { containerPort: 22, protocol: 'tcp' },
      ]),
    ).toEqual([]);
  });
});
