/** What VS Code Server needs and a package can bring, in the words that a person is shown. */
export const editorNeeds = [
  'bash',
  'tar',
  'gzip',
  'curl or wget',
  'libstdc++',
  'procps',
  'ca-certificates',
] as const;

export type EditorNeed = (typeof editorNeeds)[number];

/** How one package manager installs an SSH server, and what VS Code Server needs. */
export interface PackageManager {
  /** Its command, by which it is found. */
  readonly name: string;
  /** What the SSH server needs. */
  readonly packages: readonly string[];
  readonly forEditor: Readonly<Partial<Record<EditorNeed, readonly string[]>>>;
  /**
   * POSIX sh, constant text, that defines
   * `have_lists`: are lists of what could be installed there already?
   * `install_packages PACKAGE…`: its success. What it prints is shown to the person.
   * `drop_lists`: removes the lists, and what else was fetched.
   */
  readonly script: string;
}
