import * as v from 'valibot';
import { compareNames } from '../../core/engine/compareNames.ts';

/** Which image or volume a command is for. */
export interface StoredTarget {
  readonly host: string;
  /** Id of the engine on the host. */
  readonly engine: string;
  readonly kind: 'image' | 'volume';
  /** As the engine is asked for it: a name, or an image's id. From a stranger. */
  readonly reference: string;
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const onStored = v.object({
  stored: v.object({
    host: text,
    engine: text,
    kind: v.picklist(['image', 'volume']),
    reference: text,
  }),
});
const onEngine = v.object({ host: text, engine: v.object({ id: text }) });

/**
 * All images or volumes that a command is about: of the selection if there is one, else of its
 * argument; each once. A row that stands for several is all of them.
 */
export function storedTargets(
  kind: StoredTarget['kind'],
  argument: unknown,
  selection: unknown,
): readonly StoredTarget[] {
  const rows: readonly unknown[] = Array.isArray(selection) ? selection : [argument];
  const targets = rows.flatMap((row) => {
    const parsed = v.safeParse(onStored, row);
    return parsed.success && parsed.output.stored.kind === kind ? [parsed.output.stored] : [];
  });
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}

/** The engine that a command's argument (a row of a tree) is about, where it says one. */
export function engineOf(
  argument: unknown,
): { readonly host: string; readonly engine: string } | undefined {
  const stored = v.safeParse(onStored, argument);
  if (stored.success) return stored.output.stored;
  const parsed = v.safeParse(onEngine, argument);
  return parsed.success ? { host: parsed.output.host, engine: parsed.output.engine.id } : undefined;
}

/** The order in which people look for them: `v9` before `v10`. */
export function byReference(a: StoredTarget, b: StoredTarget): number {
  return compareNames(a.reference, b.reference);
}

/** What to call it before the person: of an id its beginning. */
export function storedName({ reference }: Pick<StoredTarget, 'reference'>): string {
  return /^[0-9a-f]{64}$/.test(reference) ? reference.slice(0, 12) : reference;
}
