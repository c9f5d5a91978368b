import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseGpus,
  parseMounts,
  parsePorts,
  parseSize,
} from '../../../../../src/core/engine/create/runTexts.ts';

describe('what people type when they run an image', () => {
  it('are volumes by name and directories by path', () => {
    expect(parseMounts('data:/data, /srv/sets:/sets:ro')).toEqual([
      { source: 'data', target: '/data', readOnly: false },
      { source: '/srv/sets', target: '/sets', readOnly: true },
    ]);
    expect(parseMounts('')).toEqual([]);
  });

  it.each([
    'data',
    'data:data',
    'data:/',
    '../x:/x',
    '/a/../b:/x',
    'd:/x:rx',
    '-v:/x',
    'a:/b:rw:c',
  ])('“%s” is no mount', (text) => {
    expect(parseMounts(text)).toBeUndefined();
  });

  it('are ports, on the loopback unless another address is said', () => {
    const tcp = { protocol: 'tcp' };
    expect(parsePorts('8888 8080:80 0.0.0.0:6006:6006 [::1]::22 5353/udp')).toEqual([
      { hostIp: '127.0.0.1', hostPort: 8888, containerPort: 8888, ...tcp },
      { hostIp: '127.0.0.1', hostPort: 8080, containerPort: 80, ...tcp },
      { hostIp: '0.0.0.0', hostPort: 6006, containerPort: 6006, ...tcp },
      { hostIp: '::1', hostPort: 0, containerPort: 22, ...tcp },
      { hostIp: '127.0.0.1', hostPort: 5353, containerPort: 5353, protocol: 'udp' },
    ]);
  });

  it.each(['0', '65536', 'http', '80:', '1.2.3:80:80', '80:80:80', '8080:80/sctp'])(
    '“%s” is no port',
    (text) => {
      expect(parsePorts(text)).toBeUndefined();
    },
  );

  it('never publish to everybody what does not say so', () => {
    const part = fc.stringMatching(/^[0-9:/a-z. ,]{0,12}$/);
    fc.assert(
      fc.property(part, (text) => {
        for (const { hostIp } of parsePorts(text) ?? []) {
          expect(hostIp === '127.0.0.1' || text.includes(hostIp)).toBe(true);
        }
      }),
    );
  });

  it('are sizes in powers of 1024', () => {
    expect(parseSize('8g')).toBe(8 * 1024 ** 3);
    expect(parseSize('512 MB')).toBe(512 * 1024 ** 2);
    expect(parseSize('1.5GiB')).toBe(1.5 * 1024 ** 3);
    for (const text of ['', '0', '-1g', '8x', '9999999t']) expect(parseSize(text)).toBeUndefined();
  });

  it('are GPUs by index or UUID', () => {
    expect(parseGpus('0, 1 1')).toEqual(['0', '1']);
    expect(parseGpus('GPU-8a7b6c5d-1234')).toEqual(['GPU-8a7b6c5d-1234']);
    for (const text of ['', 'all', '0 --privileged', 'nvidia.com/gpu=0']) {
      expect(parseGpus(text)).toBeUndefined();
    }
  });
});
