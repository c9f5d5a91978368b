import fc from 'fast-check';
import { expect, it } from 'vitest';
import { listeningSockets } from '../../../../src/core/forwards/listeningSockets.ts';

const recorded = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:22B8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 5091 1 0000000000000000 100 0 0 10 0
   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 5092 1 0000000000000000 100 0 0 10 0
   2: 0100007F:22B8 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 5093 1 0000000000000000 100 0 0 10 0
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt
   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000
   1: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000
`;

it('finds what listens, on either family, each port once and in order', () => {
  expect(listeningSockets(recorded)).toEqual([22, 8080, 8888]);
});

it('gives only ports, and not too many, whatever a stranger’s container says', () => {
  const line = fc.tuple(fc.nat(0xffff), fc.constantFrom('0A', '01', 'zz')).map(([port, state]) => {
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    return ` 0: 00000000:${hex} 00000000:0000 ${state} x`;
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      for (const port of listeningSockets(lines.join('\n'))) {
        expect(port).toBeGreaterThan(0);
        expect(port).toBeLessThan(65_536);
      }
    }),
  );
  const all = Array.from({ length: 3000 }, (_, port) => {
    return `1: 00000000:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A `;
  });
  expect(listeningSockets(all.join('\n'))).toHaveLength(1000);
});
