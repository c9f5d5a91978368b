import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine/engine.ts';
import { failure } from '../../../core/errors/dockhopError.ts';
import { hostOf } from '../../explorer/containerTarget.ts';
import { engineLabel } from '../../explorer/rowFace.ts';
import { engineOf } from '../../stores/storedTarget.ts';
import { withWait } from '../../progress/withWait.ts';
import type { CommandName } from '../../commandIds.ts';
import { commandTitle } from '../../commandTitle.ts';
import type { Desk } from '../desk.ts';
import { pickHost } from '../pick/pickHost.ts';

export interface ReachedEngine {
  readonly host: string;
  readonly engine: Engine;
  /** Aborted when the wait is given up, or the connection to the host is gone. */
  readonly signal: AbortSignal;
}

/**
 * An engine by the id that it has on its host, over the connection that is there or a new one.
 * @throws DockhopError of the way to the host; ENGINE_UNKNOWN.
 */
export async function reachEngine(
  { host, engine: id }: { readonly host: string; readonly engine: string },
  { tools }: Desk,
  cancelled: AbortSignal,
): Promise<ReachedEngine> {
  const { connection, engines } = await tools.directory.reach(host, cancelled);
  const signal = AbortSignal.any([cancelled, connection.closed]);
  const engine = engines.find(({ info }) => info.id === id);
  if (engine) return { host, engine, signal };
  const others = engines.map(({ info }) => info.id).join(', ');
  throw failure('ENGINE_UNKNOWN', { engine: id, host, engines: others });
}

/**
 * The engine of the row that a command was used on; from the palette, or on a host with several, the
 * person is asked.
 * @returns undefined when they closed the list, or gave up the wait.
 */
export async function engineOrPick(
  argument: unknown,
  command: CommandName,
  desk: Desk,
): Promise<ReachedEngine | undefined> {
  const title = commandTitle(command);
  const known = engineOf(argument);
  const host =
    known?.host ??
    hostOf(argument) ??
    (await pickHost(desk, title, vscode.l10n.t('On which host?')));
  if (host === undefined) return undefined;
  const waiting = vscode.l10n.t('Connecting to {host}…', { host });
  const options = { title: waiting, signal: desk.ended };
  const outcome = await withWait(options, (signal) => desk.tools.directory.reach(host, signal));
  if (outcome.status === 'failed') throw outcome.error;
  if (outcome.status === 'cancelled') return undefined;
  const { engines, connection } = outcome.value;
  const fitting = engines.filter(({ info }) => known === undefined || info.id === known.engine);
  const engine = fitting.length > 1 ? await pickEngine(fitting, title) : fitting[0];
  const signal = AbortSignal.any([desk.ended, connection.closed]);
  return engine && { host, engine, signal };
}

async function pickEngine(engines: readonly Engine[], title: string): Promise<Engine | undefined> {
  const items = engines.map((engine) => ({
    label: engineLabel(engine.info, vscode.l10n),
    description: engine.info.id,
    engine,
  }));
  const placeHolder = vscode.l10n.t('On which engine?');
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.engine;
}
