import { aliasOfAuthority } from './aliasOfAuthority.ts';

export interface WindowPlaces {
  /** `vscode.env.remoteName`: the kind of the remote side; undefined in a local window. */
  readonly remoteName: string | undefined;
  /** The workspace file, if there is one, and then the folders. */
  readonly uris: readonly { readonly scheme: string; readonly authority: string }[];
}

/**
 * The alias that a window connects to. A local window connects to none, whatever the folders of a
 * workspace file, which may be a stranger's, say.
 */
export function aliasOfWindow({ remoteName, uris }: WindowPlaces): string | undefined {
  if (remoteName === undefined) return undefined;
  for (const { scheme, authority } of uris) {
    const alias = scheme === 'vscode-remote' ? aliasOfAuthority(authority) : undefined;
    if (alias !== undefined) return alias;
  }
  return undefined;
}
