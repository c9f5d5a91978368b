import { configValue, isYes } from '../config/configValue.ts';
import type { Hop } from '../config/path.ts';

/** What ssh2 and a person can do (RFC 4252, RFC 4256). */
export type Method = 'publickey' | 'keyboard-interactive' | 'password';

/** OpenSSH's order (ssh_config(5), PreferredAuthentications), as far as there are switches for it. */
const ownOrder = 'gssapi-with-mic,hostbased,publickey,keyboard-interactive,password';

/** Its older name is known to an ssh before 8.7. */
const switches: Readonly<Record<Method, readonly string[]>> = {
  publickey: ['pubkeyauthentication'],
  'keyboard-interactive': ['kbdinteractiveauthentication', 'challengeresponseauthentication'],
  password: ['passwordauthentication'],
};

/** The ways of proving oneself to a hop, in the order of the person's configuration. */
export function methodsFor(hop: Hop): Method[] {
  const order = preferred(hop).filter((name): name is Method => name in switches);
  const mayAsk = !isYes(hop.config, 'batchmode');
  return [...new Set(order)].filter(
    (method) => isOn(hop, method) && (mayAsk || method === 'publickey'),
  );
}

/** May a ticket of Kerberos be used, which only the ssh program can (RFC 4462)? */
export function usesGssapi(hop: Hop): boolean {
  return preferred(hop).includes('gssapi-with-mic') && isYes(hop.config, 'gssapiauthentication');
}

/** How often a person may try (ssh_config(5), NumberOfPasswordPrompts). */
export function promptsAllowed({ config }: Hop): number {
  const number = Number(configValue(config, 'numberofpasswordprompts') ?? '3');
  return Number.isSafeInteger(number) && number >= 0 ? number : 3;
}

function preferred({ config }: Hop): string[] {
  return (configValue(config, 'preferredauthentications') ?? ownOrder).split(',');
}

function isOn({ config }: Hop, method: Method): boolean {
  return switches[method].every((keyword) => {
    const value = configValue(config, keyword);
    // `ssh -G` prints the answer of yes and no in two spellings.
    return value !== 'no' && value !== 'false';
  });
}
