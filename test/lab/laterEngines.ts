/**
 * gpu3 and gpu4: engines of the Debian after the one that the rest of the lab has, and people there who are
 * difficult in other ways. Their hosts are in the config of doors.ts.
 */

export const laterHosts = {
  /** alice, in the docker group. */
  gpu3: 'gpu3',
  /** bob, with a rootless engine. */
  gpu3Bob: 'gpu3-bob',
  /** nora, in the docker group: her .bashrc prints 30 lines before every answer, some of them no UTF-8. */
  gpu3Noisy: 'gpu3-noisy',
  /** frank, in the docker group: neither TCP nor sockets are forwarded for him. */
  gpu3Unforwarded: 'gpu3-unforwarded',
  /** mia, in the docker group: one session at a time. */
  gpu3One: 'gpu3-one',
  /** root, with rootful podman. */
  gpu4: 'gpu4',
  /** peggy, with rootless podman. */
  gpu4Peggy: 'gpu4-peggy',
  /** sven has podman and one container, `ws-idle`, but no service of his runs, and no init system would start one. */
  gpu4Sven: 'gpu4-sven',
} as const;

/** Docker 26 and podman 5; each engine has the containers of {@link laterWorkspaces}. */
export const laterEngines = {
  docker: { machine: 'gpu3', host: laterHosts.gpu3, socket: '/var/run/docker.sock' },
  bob: { machine: 'gpu3', host: laterHosts.gpu3Bob, socket: '/run/user/1002/docker.sock' },
  podman: { machine: 'gpu4', host: laterHosts.gpu4, socket: '/run/podman/podman.sock' },
  peggy: {
    machine: 'gpu4',
    host: laterHosts.gpu4Peggy,
    socket: '/run/user/1005/podman/podman.sock',
  },
} as const;

/** Named as in the other engines, and like those. */
export const laterWorkspaces = ['ws-published', 'ws-idle', 'ws-user', 'ws-nonet'] as const;
