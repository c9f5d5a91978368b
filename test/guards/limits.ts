/**
 * What Dockhop may cost at most. None of it depends on the machine's speed: what grows past its limit
 * has grown in the code. Each limit is what it takes today; who has a reason for more changes it here.
 */
export const limits = {
  /** In bytes; `sizes.ts` says what of. */
  sizes: { activation: 240_000, tree: 600_000, all: 910_000, vsix: 520_000 },

  /** A window whose views are hidden. */
  hidden: { timers: 0, watches: 0, lists: 0 },
  /** Ten hosts that are connected through one jump host, a minute; nobody uses them. */
  idle: { timers: 1, looks: 1, keepAlives: 10, keepAlivesOfJump: 0 },
  /** The same while somebody uses all of them, and they have nothing to say. */
  used: { timers: 1, looks: 12, keepAlives: 40, keepAlivesOfJump: 0 },

  /** Two hundred changes of one engine's containers within a second. */
  burst: { unseen: 0, lists: 7 },

  /** From nothing to the first list of containers, through one jump host. */
  connect: { connections: 2, programs: 3, streams: 3, requests: 3, execs: 0, processes: 2 },
  /** For that, how often the jump host is waited for: by who was never there, and by a window opened later. */
  roundTrips: { first: 18, later: 11 },
  /** The list once more. */
  refresh: { connections: 0, programs: 0, streams: 0, requests: 1, execs: 0, processes: 0 },
  /** For that: bytes on the wire beyond those of the engine's answer. */
  wire: { overhead: 1_000 },
  /** Containers, images and volumes of a host that is connected. */
  views: { connections: 0, programs: 0, requests: 5, execs: 0, processes: 0 },
  /** Somebody else's engine on the same host: the way there is shared. */
  neighbour: { connections: 1, programs: 2, requests: 3, execs: 0, processes: 2 },

  /** A running container that has an SSH server. One of the programs of this machine is the proof. */
  attach: { connections: 0, programs: 0, requests: 6, execs: 2, processes: 7 },
  attachAgain: { connections: 0, programs: 0, requests: 6, execs: 2, processes: 4 },
  prepareAgain: { connections: 0, programs: 0, requests: 6, execs: 2, processes: 2 },
} as const;
