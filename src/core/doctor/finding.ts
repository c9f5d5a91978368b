import {
  describeError,
  fill,
  isCancelled,
  type Placeholders,
  type Translate,
} from '../errors/dockhopError.ts';
import {
  findings,
  type CheckId,
  type CheckState,
  type FindingName,
  type FindingText,
  type RepairId,
} from './findings.ts';

type Texts<Name extends FindingName> = Extract<
  (typeof findings)[Name][keyof (typeof findings)[Name]],
  string
>;

/** What a finding must be given: one string for each placeholder of its texts. */
export type FindingDetails<Name extends FindingName> = Readonly<
  Record<Placeholders<Texts<Name>>, string>
>;

/** One thing that doctor found, in the words of its own texts or of a failure. */
export type Finding =
  | { readonly name: FindingName; readonly details: Readonly<Record<string, string>> }
  | { readonly check: CheckId; readonly failure: unknown };

/** The same for a person, as the terminal face prints it. */
export interface Check {
  readonly id: CheckId;
  readonly state: CheckState;
  readonly message: string;
  /** What to do. */
  readonly fix?: string;
  /** What Dockhop can do about it itself, and what that is called. */
  readonly repair?: RepairId;
  readonly offer?: string;
}

/** A finding of this name, with what its texts need. */
export function found<Name extends FindingName>(
  name: Name,
  details: FindingDetails<Name>,
): Finding {
  return { name, details };
}

/** A step of the road that failed. Cancelling is none: that is thrown on. */
export function failed(check: CheckId, failure: unknown): Finding {
  if (isCancelled(failure)) throw failure;
  return { check, failure };
}

/** The texts of a finding, on one line each and without control characters. */
export function describeFinding(finding: Finding, translate: Translate = (text) => text): Check {
  if ('failure' in finding) {
    const { message, action } = describeError(finding.failure, translate);
    return { id: finding.check, state: 'fail', message, fix: action };
  }
  const { check, state, message, fix, repair, offer }: FindingText = findings[finding.name];
  const text = (english: string): string => fill(translate(english), finding.details);
  return {
    id: check,
    state,
    message: text(message),
    ...(fix === undefined ? {} : { fix: text(fix) }),
    ...(repair === undefined ? {} : { repair }),
    ...(offer === undefined ? {} : { offer: text(offer) }),
  };
}
