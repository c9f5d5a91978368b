import * as vscode from 'vscode';
import type { AttachTools } from '../../core/attach/attachTools.ts';
import { findContainer } from '../../core/attach/findContainer.ts';
import type { EntryRecord } from '../../core/clientFiles/entry.ts';
import { bringServer, type ServerPlace } from '../../core/editorServer/bringServer.ts';
import type { Editor } from '../../core/editorServer/editor.ts';
import type { ServerLook } from '../../core/editorServer/lookForServer.ts';
import type { ServerCache } from '../../core/editorServer/serverCache.ts';
import { serverState, type ServerState } from '../../core/editorServer/serverState.ts';
import type { Log } from '../../core/ports/log.ts';
import { hostLabel } from '../hostLabel.ts';
import { withSteps, type SteppedTask } from '../progress/withSteps.ts';
import type { InstallConsents } from '../prompts/installConsents.ts';
import { mayBringServer } from '../settings.ts';
import type { FailureDesk } from '../showFailure.ts';
import { askAboutServer, warnOfBarred, warnOfUnfit } from './serverDialog.ts';
import { serverPlan, type ServerPlan } from './serverPlan.ts';
import { letRemoteSshSend, serverSettings, thisEditor } from './thisEditor.ts';
import { remoteSsh } from './windowOpener.ts';

export interface ServerBringerOptions {
  readonly tools: AttachTools;
  readonly consents: InstallConsents;
  readonly cache: ServerCache;
  readonly failures: FailureDesk;
  readonly log: Log;
  /** Aborted when the extension ends. */
  readonly ended: AbortSignal;
}

/** A container that a window is about to open on. */
interface Wanted {
  readonly editor: Editor;
  readonly plan: ServerPlan;
  readonly record: EntryRecord;
}

interface Looked {
  readonly place: ServerPlace;
  readonly state: ServerState;
  /** Of what is missing. */
  readonly bytes: number | undefined;
}

/** Sees that the editor's server gets into a container before a window opens on it. */
export class ServerBringer {
  readonly #options: ServerBringerOptions;

  constructor(options: ServerBringerOptions) {
    this.#options = options;
  }

  /**
   * Looks, asks, and brings what has to be brought. What Dockhop cannot do stands in nobody's way:
   * the window opens, and the editor says what it misses.
   * @returns false when the person wants no window any more.
   */
  async ready(alias: string): Promise<boolean> {
    const wanted = await this.#wanted(alias);
    if (!wanted) return true;
    const { editor, record } = wanted;
    const names = { editor: editor.name, name: record.containerName };
    const title = vscode.l10n.t('Looking for the server of {editor} in {name}', names);
    const outcome = await this.#withSteps(title, alias, (progress, signal) => {
      progress.step('probe');
      return this.#look(wanted, signal);
    });
    switch (outcome.status) {
      case 'cancelled':
        return false;
      case 'failed':
        this.#options.log.warn(`${alias}: not looked for a server: ${String(outcome.error)}`);
        return true;
      case 'done':
        return this.#goOn(wanted, outcome.value);
    }
  }

  /** Undefined where there is nothing that Dockhop could or should do. */
  async #wanted(alias: string): Promise<Wanted | undefined> {
    const extension = remoteSsh()?.id;
    if (extension === undefined || mayBringServer.read() === 'never') return undefined;
    const plan = serverPlan(extension, serverSettings());
    const editor = plan && (await thisEditor());
    // An entry of the person's own has none, and is used as it is.
    const record = editor && (await this.#options.tools.clientFiles.record(alias));
    return record && { editor, plan, record };
  }

  async #look({ editor, plan, record }: Wanted, cancelled: AbortSignal): Promise<Looked> {
    const { tools, cache } = this.#options;
    const { connection, engines } = await tools.directory.reach(record.host, cancelled);
    const signal = AbortSignal.any([cancelled, connection.closed]);
    const name = { host: record.host, container: record.containerId, engine: record.engine };
    const { engine, container } = await findContainer(name, engines, signal);
    const details = await engine.inspectContainer(container.id, signal);
    const place = { engine, container: details };
    const user = { name: record.user, uid: record.uid };
    const state = await serverState(place, user, { editor, layout: plan.layout }, signal);
    if (state.state !== 'absent') return { place, state, bytes: undefined };
    const sizes = await Promise.all(
      state.look.missing.map(({ address }) => cache.sizeOf(address, signal)),
    );
    return { place, state, bytes: sumOf(sizes) };
  }

  async #goOn(wanted: Wanted, looked: Looked): Promise<boolean> {
    const { state } = looked;
    const { alias, containerName } = wanted.record;
    this.#options.log.info(`${alias}: the editor’s server: ${state.state}`);
    switch (state.state) {
      case 'there':
      case 'downloads':
        return true;
      case 'closed':
        this.#options.log.warn(`${alias}: no server can be brought: ${state.reason}`);
        return true;
      case 'barred':
        return warnOfBarred(wanted.editor.name, containerName, state.reason);
      case 'unfit':
        return warnOfUnfit(wanted.editor.name, containerName, state.lacking);
      case 'absent':
        return this.#askAndBring(wanted, looked, state.look);
    }
  }

  async #askAndBring(wanted: Wanted, looked: Looked, look: ServerLook): Promise<boolean> {
    const { consents } = this.#options;
    const { host, containerName, user } = wanted.record;
    const { editor, plan } = wanted;
    // The editor's own way, which the person has chosen.
    if (plan.own === 'chosen') return true;
    const isAgreed =
      mayBringServer.read() === 'always' || consents.has(host, containerName, 'editorServer');
    const answer = isAgreed
      ? 'bring'
      : await askAboutServer({
          editor: editor.name,
          host: hostLabel(host, vscode.l10n),
          container: containerName,
          user,
          folder: editor.dataFolder,
          bytes: looked.bytes,
          canSendItself: plan.own === 'possible',
        });
    switch (answer) {
      case 'no':
        return false;
      case 'without':
        return true;
      case 'itself':
        await letRemoteSshSend();
        return true;
      case 'always':
        await mayBringServer.writeAlways();
        break;
      case 'bring':
        await consents.add(host, containerName, 'editorServer');
    }
    return this.#bring(wanted, looked.place, look);
  }

  async #bring({ editor, record }: Wanted, place: ServerPlace, look: ServerLook): Promise<boolean> {
    const { cache, failures, log } = this.#options;
    const user = { name: record.user, uid: record.uid };
    const names = { editor: editor.name, name: record.containerName };
    const title = vscode.l10n.t('Bringing the server of {editor} into {name}', names);
    const outcome = await this.#withSteps(title, record.alias, (progress, signal) =>
      bringServer(place, { editor, user, look }, { cache, progress, log }, signal),
    );
    // Not awaited: the window may open all the same, and says itself when it cannot.
    if (outcome.status === 'failed') void failures.show(outcome.error);
    return outcome.status !== 'cancelled';
  }

  #withSteps<Value>(title: string, subject: string, task: SteppedTask<Value>) {
    const { log, ended } = this.#options;
    return withSteps({ title, subject, log, signal: ended }, task);
  }
}

/** Undefined where one of them is not known. */
function sumOf(sizes: readonly (number | undefined)[]): number | undefined {
  const known = sizes.filter((size) => size !== undefined);
  return known.length < sizes.length ? undefined : known.reduce((sum, size) => sum + size, 0);
}
