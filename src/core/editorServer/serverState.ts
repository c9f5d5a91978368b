import { lackingForEditor } from '../container/look/missingForEditor.ts';
import { probe } from '../container/look/probe.ts';
import type { ScriptPlace } from '../container/runScript.ts';
import type { Editor } from './editor.ts';
import { lookForServer, type ServerLook, type ServerUser } from './lookForServer.ts';
import { serverPlatform } from './serverPlatform.ts';
import { serverPieces, type ServerLayout } from './serverPieces.ts';

/**
 * How an editor's server gets into a container: it is `there`; the container `downloads` it, as the
 * editor will ask it to; it is `absent` and has to be brought; it is absent and `barred`, for nothing
 * can be put where it belongs; it is `closed` to Dockhop, where the
 * editor may still find a way; or it is `unfit` to run any, which nothing but another image or
 * another host helps.
 */
export type ServerState =
  | { readonly state: 'there' | 'downloads' }
  | { readonly state: 'absent'; readonly look: ServerLook }
  | { readonly state: 'barred' | 'closed'; readonly reason: string }
  | { readonly state: 'unfit'; readonly lacking: readonly string[] };

/**
 * Looks into a container, without changing it, for the server that a window of this editor needs.
 * @throws CONTAINER_UNFIT, CONTAINER_ANSWER_INVALID, CONTAINER_TIMEOUT.
 */
export async function serverState(
  place: ScriptPlace,
  user: ServerUser,
  { editor, layout }: { readonly editor: Editor; readonly layout: ServerLayout },
  signal: AbortSignal,
): Promise<ServerState> {
  const facts = await probe(place, user.name, signal);
  const platform = serverPlatform(facts);
  const pieces = platform && serverPieces(editor, platform, layout);
  if (!pieces) {
    const reason = `nobody knows of a server of ${editor.name} for ${facts.machine}`;
    return { state: 'closed', reason };
  }
  const lacking = lackingForEditor(facts);
  if (lacking.length > 0) return { state: 'unfit', lacking };
  const look = await lookForServer(place, user, editor.program, pieces, signal);
  if ('reason' in look) return { state: 'closed', reason: look.reason };
  if (look.missing.length === 0) return { state: 'there' };
  if (look.downloads) return { state: 'downloads' };
  const { fault } = look;
  return fault === undefined ? { state: 'absent', look } : { state: 'barred', reason: fault };
}
