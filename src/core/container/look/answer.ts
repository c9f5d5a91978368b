import * as v from 'valibot';
import { failure } from '../../errors/dockhopError.ts';

/** A line of an answer: no control characters, so that nothing of it can move a cursor or hide. */
const line = /^([a-z][A-Za-z]*)=([^\p{Cc}\p{Zl}\p{Zp}]*)$/u;

/** A key that stands exactly once. */
export function once<Output>(schema: v.GenericSchema<string, Output>) {
  return v.pipe(
    v.strictTuple([schema]),
    v.transform(([value]) => value),
  );
}

/** A key that may stand once. */
export function atMostOnce<Output>(schema: v.GenericSchema<string, Output>) {
  return v.optional(once(schema));
}

/** A key that stands any number of times, up to `most`. */
export function repeated<Output>(schema: v.GenericSchema<string, Output>, most: number) {
  return v.optional(v.pipe(v.array(schema), v.maxLength(most)), []);
}

export const yesNo = v.pipe(
  v.picklist(['yes', 'no']),
  v.transform((word) => word === 'yes'),
);

/**
 * What one of our scripts printed in a container, read by its schema. The container may be hostile:
 * a line too many, a key twice or a control character refuses the whole answer.
 * @throws CONTAINER_ANSWER_INVALID
 */
export function parseAnswer<const Schema extends v.GenericSchema>(
  container: string,
  schema: Schema,
  text: string,
): v.InferOutput<Schema> {
  const fields = new Map<string, string[]>();
  for (const row of text.replace(/\n$/, '').split('\n')) {
    const [, key, value] = line.exec(row) ?? [];
    if (key === undefined || value === undefined) throw invalid(container, 'a line that is none');
    const values = fields.get(key) ?? [];
    values.push(value);
    fields.set(key, values);
  }
  const parsed = v.safeParse(schema, Object.fromEntries(fields));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw invalid(container, `${v.getDotPath(issue) ?? 'answer'}: ${issue.message}`);
}

function invalid(container: string, reason: string) {
  return failure('CONTAINER_ANSWER_INVALID', { container, reason });
}
