import type { Step } from '../../core/ports/progress.ts';
import type { Texts } from '../texts.ts';

/** A step of an attach, as the person reads it while they wait. */
export function stepName(step: Step, l10n: Texts): string {
  switch (step) {
    case 'connect':
      return l10n.t('Connecting');
    case 'find':
      return l10n.t('Finding the container');
    case 'start':
      return l10n.t('Starting the container');
    case 'probe':
      return l10n.t('Looking into the container');
    case 'install':
      return l10n.t('Installing an SSH server in the container');
    case 'configure':
      return l10n.t('Setting up the SSH server');
    case 'entry':
      return l10n.t('Writing the entry');
    case 'proof':
      return l10n.t('Proving it with ssh');
    case 'fetch':
      return l10n.t('Fetching the editor’s server');
    case 'bring':
      return l10n.t('Bringing the editor’s server into the container');
    case 'open':
      return l10n.t('Opening the window');
  }
}
