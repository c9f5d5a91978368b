/**
 * Files of the person's are edited as text of which each character is one byte (ISO 8859-1): no
 * byte is lost, whatever the encoding, and line ends and ASCII look like themselves.
 */
export function byteText(bytes: Buffer): string {
  return bytes.toString('latin1');
}

export function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Ordinary text, in UTF-8, as such text. */
export function asByteText(text: string): string {
  return byteText(Buffer.from(text, 'utf8'));
}
