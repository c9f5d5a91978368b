/**
 * A value as indented JSON in which nothing is invisible or turns the text around: such characters
 * are written as escapes, which mean the same (RFC 8259, section 7).
 */
export function visibleJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2);
  return text.replace(/[\u007f-\u009f\u2028\u2029\p{Cf}\p{DI}]/gu, escaped);
}

function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
