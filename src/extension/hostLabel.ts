import { plainText } from '../core/errors/dockhopError.ts';
import { isLocalHost } from '../core/ssh/localHost.ts';
import type { Texts } from './texts.ts';

/** A host as a person reads it. */
export function hostLabel(host: string, l10n: Texts): string {
  return isLocalHost(host) ? l10n.t('This machine') : plainText(host);
}
