import { describe, expect, it } from 'vitest';
import { parseStat, sharesOf } from '../../bench/cpuShares.ts';

describe('parseStat', () => {
  it('finds name, begin and time behind a name of any kind', () => {
    const fields = 'S 1 2 3 0 -1 4194560 10 20 0 0 150 75 9 9 20 0 1 0 987654 1000 50';
    for (const program of ['ssh', 'a) S 9 (b', 'tmux: server']) {
      expect(parseStat(`42 (${program}) ${fields}\n`)).toEqual({
        program,
        begun: '987654',
        seconds: 2.25,
      });
    }
  });
});

describe('sharesOf', () => {
  it('adds up by place and name, the largest first, and leaves out who did nothing', () => {
    const one = (program: string, cgroups: string, seconds: number) => ({
      program,
      cgroups,
      seconds,
    });
    const processes = [
      one('ssh', 'here', 1),
      one('sshd', 'jump', 2),
      one('ssh', 'here', 3),
      one('sshd', 'host', 1),
      one('cron', 'host', 0),
    ];
    expect(sharesOf(processes, (cgroups) => `at ${cgroups}`)).toEqual([
      { place: 'at here', program: 'ssh', processes: 2, seconds: 4, most: 3 },
      { place: 'at jump', program: 'sshd', processes: 1, seconds: 2, most: 2 },
      { place: 'at host', program: 'sshd', processes: 1, seconds: 1, most: 1 },
    ]);
  });
});
