import { lackingForEditor } from '../container/look/missingForEditor.ts';
import { probe } from '../container/look/probe.ts';
import type { ScriptPlace } from '../container/runScript.ts';
import type { Editor } from './editor.ts';
import { lookForServer, type ServerLook, type ServerUser } from './lookForServer.ts';
import { serverPlatform } from './serverPlatform.ts';
import { serverPieces, type ServerLayout } from './serverPieces.ts';

/**
 * How an editor's server gets into a container: it is `there`; the container `downloads` it, as the
 * editor will ask it to; it has to be brought; or it cannot be there at all.
 */
export type ServerState =
  | { readonly state: 'there' | 'downloads' }
  | { readonly state: 'absent'; readonly look: ServerLook }
  | { readonly state: 'impossible'; readonly reason: string };

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
  const impossible = (reason: string): ServerState => ({ state: 'impossible', reason });
  const platform = serverPlatform(facts);
  const pieces = platform && serverPieces(editor, platform, layout);
  if (!pieces) return impossible(`there is no server of ${editor.name} for ${facts.machine}`);
  const lacking = lackingForEditor(facts);
  if (lacking.length > 0) return impossible(`it lacks ${lacking.join(', ')}`);
  const look = await lookForServer(place, user, editor.program, pieces, signal);
  if ('reason' in look) return impossible(look.reason);
  if (look.missing.length === 0) return { state: 'there' };
  return look.downloads ? { state: 'downloads' } : { state: 'absent', look };
}
