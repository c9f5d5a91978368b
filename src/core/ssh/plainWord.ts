const plainWord = /^[A-Za-z0-9@%+=:,./_-]+$/;

/**
 * True for a word that means itself to every POSIX shell, to CreateProcess and to the splitters
 * of other ssh clients, so that nothing ever needs quoting.
 */
export function isPlainWord(text: string): boolean {
  return plainWord.test(text);
}
