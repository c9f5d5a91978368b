import * as vscode from 'vscode';
import { containerName } from '../../../core/engine/control/containerName.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { withNotification } from '../../progress/withNotification.ts';
import { storedName } from '../../stores/storedTarget.ts';
import { attachWithProgress } from '../attach/attachWithProgress.ts';
import { openAttached } from '../attach/openAttached.ts';
import type { Desk } from '../desk.ts';
import { storedOrPick } from '../stored/pickStored.ts';
import { reachEngine } from '../stored/reachEngine.ts';
import { askToRun } from './runForm.ts';

const command = 'runImage';

/** Makes a container of an image by a short form, starts it and attaches to it. */
export function runImageCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const target = await storedOrPick(argument, desk, { command, kind: 'image' });
    if (!target) return;
    const { host, engine, reference } = target;
    const title = `${commandTitle(command)}: ${storedName(target)}`;
    const request = await askToRun(reference, nameFor(storedName(target)), title);
    if (!request) return;
    const running = vscode.l10n.t('Running {name}', { name: request.name });
    const outcome = await withNotification(
      { title: running, signal: desk.ended },
      async (_, cancelled) => {
        const reached = await reachEngine(target, desk, cancelled);
        return reached.engine.creation.run(request, reached.signal);
      },
    );
    if (outcome.status === 'failed') throw outcome.error;
    if (outcome.status === 'cancelled') return;
    const made = { host, engine, container: outcome.value, name: request.name };
    const attachment = await attachWithProgress({ target: made }, desk);
    if (attachment) await openAttached(attachment, desk);
  };
}

/** `registry.example/group/trainer:v1` → `trainer`; empty where that is no name. */
function nameFor(image: string): string {
  const last = image.split('/').at(-1) ?? '';
  const name = last.split(':')[0] ?? '';
  return containerName.test(name) ? name : '';
}
