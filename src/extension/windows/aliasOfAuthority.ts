import * as v from 'valibot';

const hexForm = v.pipe(v.string(), v.parseJson(), v.object({ hostName: v.string() }));

/**
 * The ssh host that a window's authority names: `ssh-remote+alias`, or the hexadecimal JSON form
 * `ssh-remote+7b2268…` in which Remote-SSH writes hosts that a URI would not carry. Undefined for
 * other kinds of window and for what no alias of ours can be.
 */
export function aliasOfAuthority(authority: string): string | undefined {
  const [, host] = /^ssh-remote\+(.+)$/.exec(authority) ?? [];
  if (host === undefined) return undefined;
  const name = /^7b(?:[0-9a-f]{2})+$/i.test(host) ? hostNameIn(host) : host;
  return name !== undefined && /^[a-z0-9.-]+$/.test(name) ? name : undefined;
}

function hostNameIn(hex: string): string | undefined {
  const parsed = v.safeParse(hexForm, Buffer.from(hex, 'hex').toString('utf8'));
  return parsed.success ? parsed.output.hostName : undefined;
}
