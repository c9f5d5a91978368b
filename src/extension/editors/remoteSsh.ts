/** What is asked of an installed extension. */
export interface InstalledExtension {
  readonly id: string;
  readonly activationEvents: readonly string[];
}

/** Extensions known to open windows over SSH, in the order of preference. */
const known = [
  'ms-vscode-remote.remote-ssh',
  'jeanp413.open-remote-ssh',
  'anysphere.remote-ssh',
  'codeium.windsurf-remote-openssh',
  'google.antigravity-remote-openssh',
];

/** Dockhop declares the same event, to prepare containers before their windows connect. */
const own = 'dockhop.dockhop';
const resolvesSsh = 'onResolveRemoteAuthority:ssh-remote';

/** The id of the extension that will open `ssh-remote` windows here; undefined where none can. */
export function findRemoteSsh(installed: readonly InstalledExtension[]): string | undefined {
  const ids = new Map(installed.map(({ id }) => [id.toLowerCase(), id]));
  const first = known.find((id) => ids.has(id));
  if (first !== undefined) return ids.get(first);
  return installed.find(
    ({ id, activationEvents }) =>
      id.toLowerCase() !== own && activationEvents.includes(resolvesSsh),
  )?.id;
}
