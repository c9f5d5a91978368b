import * as v from 'valibot';
import * as vscode from 'vscode';
import { commandIds, type CommandName } from './commandIds.ts';

/** In another language than English the editor keeps both: what it shows is `value`. */
const titleSchema = v.union([
  v.string(),
  v.pipe(
    v.object({ value: v.string() }),
    v.transform(({ value }) => value),
  ),
]);

const manifest = v.object({
  contributes: v.object({
    commands: v.array(v.object({ command: v.string(), title: titleSchema })),
  }),
});

/** A command's title in the editor's language, as menus and palette have it; for what it asks. */
export function commandTitle(name: CommandName): string {
  const parsed = v.safeParse(
    manifest,
    vscode.extensions.getExtension('dockhop.dockhop')?.packageJSON,
  );
  const commands = parsed.success ? parsed.output.contributes.commands : [];
  const title = commands.find(({ command }) => command === commandIds[name])?.title;
  return title?.replace(/…$/, '') ?? 'Dockhop';
}
