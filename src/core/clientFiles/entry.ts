/** The `Host` block for one container, before it is text. All values are checked by whoever writes it. */
export interface Entry {
  /** Lower-case `[a-z0-9.-]+`. */
  readonly alias: string;
  /** The alias itself on the route exec, else an address. */
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** Program and arguments; every one after the first a plain word. */
  readonly proxyCommand: readonly string[];
  /** `ssh-ed25519 AAAA…` */
  readonly hostKey: string;
  /** For the comment above the block: which container, on which host. */
  readonly description: string;
}

/** What Dockhop remembers about an entry, in its state file. */
export interface EntryRecord {
  readonly alias: string;
  /** The destination, as the person named it to ssh. */
  readonly host: string;
  readonly engine: string;
  readonly containerId: string;
  readonly containerName: string;
  readonly user: string;
  readonly uid: number;
  readonly route: 'exec' | 'published' | 'bridge';
  /** Which way of the route was proven, where it has several. */
  readonly through?: string;
  /** The person chose the route themselves: no other is tried. */
  readonly pinned?: boolean;
  /** The SSH ports open to the world that the person was told of. */
  readonly toldPorts?: readonly string[];
  readonly mode: 'root' | 'user';
  /** Our directory in the container. */
  readonly directory: string;
  /** The folder that was opened last. */
  readonly folder: string;
  /** Where ssh went for the host, hop by hop: by this it is known again under another name. */
  readonly place?: string;
  /** RFC 3339; when the proof last succeeded, and for which start of the container and bytes of the entry. */
  readonly proof?: { readonly at: string; readonly startedAt: string; readonly entryHash: string };
}
