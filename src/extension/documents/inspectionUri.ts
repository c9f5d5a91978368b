import * as v from 'valibot';
import { plainText } from '../../core/errors/dockhopError.ts';
import type { ContainerTarget } from '../explorer/containerTarget.ts';

export const inspectionScheme = 'dockhop-inspect';

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));

const targetText = v.pipe(
  v.string(),
  v.maxLength(5000),
  v.parseJson(),
  v.strictObject({
    host: text,
    engine: v.optional(text),
    container: text,
    name: v.optional(text),
  }),
);

/** The parts of a document's URI that say what it describes; its path is what its tab is called. */
export interface InspectionUri {
  readonly scheme: typeof inspectionScheme;
  readonly path: string;
  readonly query: string;
}

export function inspectionUri(target: ContainerTarget): InspectionUri {
  const { host, engine, container, name } = target;
  const called = (words: string): string => plainText(words).replaceAll('/', '_');
  const path = `/${called(host)}/${called(name ?? container)}.json`;
  return {
    scheme: inspectionScheme,
    path,
    query: JSON.stringify({ host, engine, container, name }),
  };
}

/** What a document describes. URIs may come from anywhere: undefined for what is none of ours. */
export function inspectedTarget(uri: {
  readonly scheme: string;
  readonly query: string;
}): ContainerTarget | undefined {
  if (uri.scheme !== inspectionScheme) return undefined;
  const parsed = v.safeParse(targetText, uri.query);
  return parsed.success ? parsed.output : undefined;
}
