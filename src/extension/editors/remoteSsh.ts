/** What is asked of an installed extension. */
export interface InstalledExtension {
  readonly id: string;
  readonly activationEvents: readonly string[];
}

/** The extension that opens `ssh-remote` windows here. */
export interface RemoteSsh {
  readonly id: string;
  /** Where it keeps the platform of hosts, and how long it waits for them. */
  readonly sections: readonly string[];
  /** Whether it can be told of another config than `~/.ssh/config`. */
  readonly readsOtherConfig: boolean;
}

const usual = { sections: ['remote.SSH'], readsOtherConfig: true };

/** Extensions known to open windows over SSH, in the order of preference. */
const known: readonly RemoteSsh[] = [
  { id: 'ms-vscode-remote.remote-ssh', ...usual },
  { id: 'jeanp413.open-remote-ssh', ...usual },
  { id: 'anysphere.remote-ssh', ...usual },
  {
    id: 'codeium.windsurf-remote-openssh',
    sections: ['remote.windsurfSSH', 'remote.devinSSH'],
    readsOtherConfig: false,
  },
  {
    id: 'google.antigravity-remote-openssh',
    sections: ['remote.antigravitySSH'],
    readsOtherConfig: false,
  },
];

/** Dockhop declares the same event, to prepare containers before their windows connect. */
const own = 'dockhop.dockhop';
const resolvesSsh = 'onResolveRemoteAuthority:ssh-remote';

/** The extension that will open `ssh-remote` windows here; undefined where none can. */
export function findRemoteSsh(installed: readonly InstalledExtension[]): RemoteSsh | undefined {
  const ids = new Map(installed.map(({ id }) => [id.toLowerCase(), id]));
  const first = known.find(({ id }) => ids.has(id));
  if (first !== undefined) return { ...first, id: ids.get(first.id) ?? first.id };
  const other = installed.find(
    ({ id, activationEvents }) =>
      id.toLowerCase() !== own && activationEvents.includes(resolvesSsh),
  );
  return other && { id: other.id, ...usual };
}

/**
 * Whether windows will miss the entries: they are included in another config than the one that the
 * extension reads.
 * @param ours the config of Dockhop's settings; undefined for `~/.ssh/config`.
 * @param theirs the config that `remote.SSH.configFile` names; empty for the same.
 */
export function missesEntries(
  { readsOtherConfig }: RemoteSsh,
  ours: string | undefined,
  theirs: string,
): boolean {
  if (ours === undefined) return readsOtherConfig && theirs !== '';
  return !readsOtherConfig || theirs !== ours;
}
