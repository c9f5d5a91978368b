import type { Transport } from '../../core/ssh/connection.ts';
import type { Texts } from '../texts.ts';

/** Who speaks SSH to a host, and why; undefined where nobody has to. */
export function transportWords({ client, reason }: Transport, l10n: Texts): string | undefined {
  switch (client) {
    case 'none':
      return undefined;
    case 'builtin':
      return l10n.t('SSH: Dockhop itself');
    case 'system':
      return l10n.t('SSH: the ssh program, because {reason}', {
        reason: reasonWords(reason, l10n),
      });
  }
}

/** The reasons of `reachHop`; one that is not here is shown as it is. */
function reasonWords(reason: string, l10n: Texts): string {
  const words: Readonly<Record<string, string>> = {
    'it asks for something to be typed, and one login is shared by all that need it': l10n.t(
      'it asks for something to be typed, and one login is shared by all that need it',
    ),
    'it agrees to nothing that the built-in client speaks': l10n.t(
      'it agrees to nothing that the built-in client speaks',
    ),
    'a certificate proves who you are': l10n.t('a certificate proves who you are'),
    'a security key proves who you are': l10n.t('a security key proves who you are'),
    'a PKCS#11 token proves who you are': l10n.t('a PKCS#11 token proves who you are'),
    'Kerberos proves who you are': l10n.t('Kerberos proves who you are'),
    'your own shared connection to it is open': l10n.t('your own shared connection to it is open'),
    'a login to it is shared already': l10n.t('a login to it is shared already'),
    'the setting dockhop.ssh.client says so': l10n.t('the setting dockhop.ssh.client says so'),
  };
  return words[reason] ?? reason;
}
