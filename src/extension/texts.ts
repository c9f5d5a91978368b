/**
 * Where the person's language comes from: `vscode.l10n`, or a stand-in in tests. The English text
 * is the key; `{name}` is filled from the arguments.
 */
export interface Texts {
  t(text: string, args?: Readonly<Record<string, string | number>>): string;
}
