import { catalogue, type ErrorCode } from './catalogue.ts';
import type { CatalogueEntry } from './catalogueEntry.ts';

/** The names between braces in a text. */
export type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Entry<Code extends ErrorCode> = (typeof catalogue)[Code];

type Variants<Code extends ErrorCode> =
  Entry<Code> extends { readonly variants: infer V } ? V : never;

type Texts<Code extends ErrorCode> =
  | Entry<Code>['message' | 'action']
  | (Variants<Code>[keyof Variants<Code>] extends infer Text extends Record<string, string>
      ? Text['message' | 'action']
      : never);

/** What an error of this code must be given: one string for each placeholder of its texts. */
export type ErrorDetails<Code extends ErrorCode> = Readonly<
  Record<Placeholders<Texts<Code>>, string>
>;

interface Circumstances {
  /** Which of the code's variants; by default the general one. */
  readonly variant?: string;
  /** The name of the hop that failed, as the person names it to ssh. */
  readonly hop?: string;
  readonly cause?: unknown;
}

/** A failure from the catalogue; made by `failure`. Told apart by `code`, never by its text. */
export class DockhopError extends Error {
  override readonly name = 'DockhopError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string>>;
  readonly hop: string | undefined;
  readonly texts: { readonly message: string; readonly action: string };

  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, string>>,
    { hop, cause, variant }: Circumstances = {},
  ) {
    const texts = textsOf(code, variant);
    super(fill(texts.message, details), { cause });
    this.code = code;
    this.texts = texts;
    this.details = details;
    this.hop = hop;
  }
}

/** A failure of this code, with what its texts need. */
export function failure<Code extends ErrorCode>(
  code: Code,
  details: ErrorDetails<Code>,
  circumstances: Circumstances & { readonly variant?: keyof Variants<Code> & string } = {},
): DockhopError {
  return new DockhopError(code, details, circumstances);
}

/** Finds the translation of an English text of the catalogue; the text itself where there is none. */
export type Translate = (english: string) => string;

export interface ErrorDescription {
  readonly code: ErrorCode;
  readonly message: string;
  readonly action: string;
  readonly hop?: string;
}

/** The texts of a failure for a person, on one line each and without control characters. */
export function describeError(
  error: unknown,
  translate: Translate = (text) => text,
): ErrorDescription {
  const known = inTerms(error);
  const text = (english: string): string => fill(translate(english), known.details);
  const { message, action } = known.texts;
  return {
    code: known.code,
    message: text(message),
    action: text(action),
    ...(known.hop === undefined ? {} : { hop: plainText(known.hop) }),
  };
}

/** Any error in the catalogue's terms. */
function inTerms(error: unknown): DockhopError {
  if (error instanceof DockhopError) return error;
  if (isCancelled(error)) return failure('CANCELLED', {}, { cause: error });
  const reason = error instanceof Error ? error.message : String(error);
  return failure('UNEXPECTED', { reason }, { cause: error });
}

/** True for the failure that an aborted AbortSignal causes: not an error to show, but a result. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function textsOf(code: ErrorCode, variant: string | undefined): DockhopError['texts'] {
  const general: CatalogueEntry = catalogue[code];
  return (variant === undefined ? undefined : general.variants?.[variant]) ?? general;
}

/** A text with its placeholders filled in, each by what is fit for one line. */
export function fill(template: string, details: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => plainText(details[name] ?? ''));
}

/**
 * Text from a stranger, fit for one line of a message: control, bidirectional and other invisible
 * characters gone, also letters that are blank (with those a line is filled up, and the next one
 * seems to be ours), white space folded, at most 500 characters.
 */
export function plainText(text: string): string {
  const visible = text
    .replace(/[\s\u2800\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{DI}]/gu, '');
  return visible.length > 500 ? `${visible.slice(0, 499)}…` : visible.trim();
}
