import * as vscode from 'vscode';
import { textOf } from '../../../core/engine/imageName.ts';
import type { PullState } from '../../../core/engine/images/engineImages.ts';
import type { CommandHandler } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import { sizeText } from '../../files/sizeText.ts';
import { plainMessage } from '../../plainMessage.ts';
import { withNotification, type Report } from '../../progress/withNotification.ts';
import { imageMirror } from '../../settings.ts';
import type { Desk } from '../desk.ts';
import { engineOrPick } from '../stored/reachEngine.ts';
import { askForImage } from './askForImage.ts';

const command = 'pullImage';

/** Layers report far more often than the editor can draw. */
const reportPauseMs = 200;

/** Has an engine fetch an image, from a mirror where the settings name one. */
export function pullImageCommand(desk: Desk): CommandHandler {
  return async (argument) => {
    const reached = await engineOrPick(argument, command, desk);
    if (!reached) return;
    const { l10n } = vscode;
    const mirror = imageMirror();
    const prompt =
      mirror === ''
        ? l10n.t('Which image? name:tag, with its registry where that is not Docker Hub')
        : l10n.t('Which image? name:tag; those of Docker Hub come from {mirror}', { mirror });
    const name = await askForImage(commandTitle(command), prompt);
    if (!name) return;
    const title = l10n.t('Pulling {image}', { image: textOf(name) });
    const outcome = await withNotification({ title, signal: reached.signal }, (report, signal) =>
      reached.engine.images.pull(name, { mirror, onState: pullReport(report) }, signal),
    );
    if (outcome.status === 'failed') throw outcome.error;
    if (outcome.status === 'cancelled') return;
    const names = { image: textOf(name), host: reached.host };
    // Not awaited: it asks nothing.
    void vscode.window.showInformationMessage(
      plainMessage(l10n.t('Pulled {image} to {host}.', names)),
    );
  };
}

function pullReport(report: Report): (state: PullState) => void {
  let lastMs = 0;
  let shown = 0;
  return ({ percent, ready, layers, bytes, total }) => {
    const now = performance.now();
    if (now - lastMs < reportPauseMs) return;
    lastMs = now;
    const counts = { percent: Math.floor(percent), ready, layers };
    const words = vscode.l10n.t('{percent} %, {ready} of {layers} layers', counts);
    const sizes = total === 0 ? '' : ` (${sizeText(bytes)} / ${sizeText(total)})`;
    report.report({ message: words + sizes, increment: percent - shown });
    shown = percent;
  };
}
