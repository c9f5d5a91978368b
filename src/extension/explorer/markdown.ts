import { plainText } from '../../core/errors/dockhopError.ts';

/**
 * A stranger's text as Markdown that shows just that text. CommonMark (section 2.4) lets every
 * ASCII punctuation character be escaped; all are, so that no link, image, HTML, icon or automatic
 * link can begin.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}
