/**
 * Expands `%x` tokens (ssh_config(5), TOKENS); `%%` is always a percent sign.
 * @returns undefined when the text has a token without a value here.
 */
export function expandTokens(
  text: string,
  values: Readonly<Record<string, string>>,
): string | undefined {
  const known = new Map([...Object.entries(values), ['%', '%']]);
  const parts = text
    .split(/(%.?)/su)
    .map((part) => (part.startsWith('%') ? known.get(part.slice(1)) : part));
  return parts.includes(undefined) ? undefined : parts.join('');
}
