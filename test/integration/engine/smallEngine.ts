import { randomBytes } from 'node:crypto';
import { DockerEngine } from '../../../src/core/engine/dockerEngine.ts';
import { EngineApi } from '../../../src/core/engine/speak/engineApi.ts';
import type { Connection } from '../../../src/core/ssh/connection.ts';
import { engines, onMachine, type EngineName } from '../../lab/lab.ts';
import { recordingLog } from '../../recordingLog.ts';

/** Ends by itself, should the test not come to end it. */
const seconds = '300';

/** PLACE SIZE, then the engine's command. Everything that it writes is on one small disk. */
const begin = `
place=$1 size=$2
shift 2
mkdir "$place"
mount -t tmpfs -o "size=$size,mode=1777" none "$place"
cd /
TMPDIR=$place setsid timeout ${seconds} "$@" >"$place.log" 2>&1 &
echo "$!" >"$place.pid"
`;

/** PLACE: waits for the end of what was started there. */
const end = `
pid=$(cat "$1.pid")
kill "$pid"
tail --pid "$pid" -s 0.1 -f /dev/null
umount -R "$1"
rm -rf "$1" "$1.pid" "$1.log" "$1.sock"
`;

/** An engine of a test's own beside one of the lab, of the same program and owner. */
export class SmallEngine {
  readonly #name: EngineName;
  readonly #place: string;

  private constructor(name: EngineName, place: string) {
    this.#name = name;
    this.#place = place;
  }

  /** @param size of its disk, as mount takes it: `8m`. */
  static async start(name: EngineName, size: string): Promise<SmallEngine> {
    const place = `/tmp/small-${randomBytes(4).toString('hex')}`;
    const one = new SmallEngine(name, place);
    await one.#run(begin, place, size, ...programOf(name, place));
    await onMachine(engines[name].machine, 'sh', '-c', untilItListens, 'sh', one.socket);
    return one;
  }

  get socket(): string {
    return `${this.#place}.sock`;
  }

  reach(connection: Connection): DockerEngine {
    const { kind, rootless } = engines[this.#name];
    const { socket } = this;
    const info = { id: 'small', kind, rootless, version: '', apiVersion: '1.40', socket };
    return new DockerEngine(new EngineApi(connection, { socket }), info, recordingLog());
  }

  async stop(): Promise<void> {
    await this.#run(end, this.#place);
  }

  async #run(script: string, ...words: readonly string[]): Promise<void> {
    const { machine } = engines[this.#name];
    await onMachine(machine, ...inside[this.#name], 'sh', '-ec', script, 'sh', ...words);
  }
}

const untilItListens = `
tries=0
until [ -S "$1" ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 500 ] || exit 1
  sleep 0.1
done
`;

/** What the scripts run in: rootless Docker is at home in namespaces of its own. */
const inside: Readonly<Record<EngineName, readonly string[]>> = {
  docker: [],
  bob: [
    ...['sh', '-c', 'exec nsenter -t "$(cat "$0")" -U -m -n -S 0 -G 0 -- "$@"'],
    '/run/user/1002/docker.pid',
  ],
  podman: [],
  peggy: [],
};

function programOf(name: EngineName, place: string): readonly string[] {
  const socket = `unix://${place}.sock`;
  // In a network of its own, for an engine without a bridge removes docker0, which is the other engine's.
  const dockerd = [
    ...[
      'unshare',
      '--net',
      'dockerd',
      '--data-root',
      `${place}/data`,
      '--exec-root',
      `${place}/exec`,
    ],
    ...['--pidfile', `${place}/pid`, '-H', socket, '--bridge=none', '--iptables=false'],
  ];
  const podman = [
    ...['podman', '--root', `${place}/root`, '--runroot', `${place}/run`],
    ...['--tmpdir', `${place}/tmp`, 'system', 'service', '-t', '0', socket],
  ];
  switch (name) {
    case 'docker':
      return dockerd;
    case 'bob': {
      const own = ['ROOTLESSKIT_STATE_DIR', 'XDG_CONFIG_HOME', 'XDG_RUNTIME_DIR'];
      return ['env', ...own.map((variable) => `${variable}=${place}`), ...dockerd, '--rootless'];
    }
    case 'podman':
      return podman;
    case 'peggy':
      return [
        ...['setpriv', '--reuid', 'peggy', '--regid', 'peggy', '--init-groups'],
        ...['env', 'HOME=/home/peggy', 'XDG_RUNTIME_DIR=/run/user/1005', ...podman],
      ];
  }
}
