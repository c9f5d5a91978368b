import * as vscode from 'vscode';
import type { DoctorRequest } from '../../core/doctor/doctorTools.ts';
import { examine } from '../../core/doctor/examine.ts';
import { describeFinding, type Check } from '../../core/doctor/finding.ts';
import { repair } from '../../core/doctor/repair.ts';
import { namingConfig } from '../../core/ssh/sshCommandLine.ts';
import type { Desk } from '../commands/desk.ts';
import { plainMessage } from '../plainMessage.ts';
import { withNotification } from '../progress/withNotification.ts';
import { withSteps } from '../progress/withSteps.ts';
import { reportText } from './reportText.ts';
import { showReport, type ReportAnswer } from './showReport.ts';

/** One visit: a look at a host or a container, its report, and repairs until the person is done. */
export class DoctorVisit {
  readonly #request: DoctorRequest;
  /** What to call it before the person. */
  readonly #name: string;
  readonly #desk: Desk;

  constructor(request: DoctorRequest, name: string, desk: Desk) {
    this.#request = request;
    this.#name = name;
    this.#desk = desk;
  }

  /** Resolves when the report is closed. */
  async begin(): Promise<void> {
    let answer: ReportAnswer;
    do {
      const checks = await this.#look();
      if (!checks) return;
      answer = await showReport(this.#title, checks);
      if (answer.kind === 'copy') await this.#copy(checks);
      if (answer.kind === 'check' && (await this.#wantsRepair(answer.check, answer.isAgreed))) {
        await this.#mend(answer.check);
      }
    } while (answer.kind !== 'closed' && answer.kind !== 'copy');
  }

  get #title(): string {
    return vscode.l10n.t('Doctor: {name}', { name: this.#name });
  }

  async #look(): Promise<readonly Check[] | undefined> {
    const { doctorTools, ended, failures } = this.#desk;
    const title = vscode.l10n.t('Looking at {name}', { name: this.#name });
    const outcome = await withNotification({ title, signal: ended }, (_, signal) =>
      examine(this.#request, doctorTools, signal),
    );
    if (outcome.status === 'failed') await failures.show(outcome.error);
    if (outcome.status !== 'done') return undefined;
    const { settings } = doctorTools;
    return outcome.value.map((finding) =>
      describeFinding(finding, (english) => namingConfig(vscode.l10n.t(english), settings)),
    );
  }

  /** The whole of one check, which a list cuts off; with what can be done about it. */
  async #wantsRepair({ message, fix, offer }: Check, isAgreed: boolean): Promise<boolean> {
    if (isAgreed) return offer !== undefined;
    const options = { modal: true, ...(fix === undefined ? {} : { detail: fix }) };
    const offers = offer === undefined ? [] : [offer];
    const pressed = await vscode.window.showInformationMessage(
      plainMessage(message),
      options,
      ...offers,
    );
    return pressed !== undefined && pressed === offer;
  }

  async #mend({ repair: id, offer = '' }: Check): Promise<void> {
    if (id === undefined) return;
    const { doctorTools, explorer, failures, log, ended } = this.#desk;
    const subject = `${this.#request.host}/${id}`;
    const outcome = await withSteps(
      { title: offer, subject, log, signal: ended },
      (steps, signal) => repair(id, this.#request, doctorTools, steps, signal),
    );
    explorer.reload();
    if (outcome.status === 'failed') await failures.show(outcome.error);
  }

  async #copy(checks: readonly Check[]): Promise<void> {
    await vscode.env.clipboard.writeText(reportText(this.#title, checks));
    // Not awaited: it asks nothing.
    void vscode.window.showInformationMessage(vscode.l10n.t('The report is on the clipboard.'));
  }
}
