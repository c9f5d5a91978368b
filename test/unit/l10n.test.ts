import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { findings, type FindingText } from '../../src/core/doctor/findings.ts';
import { catalogue } from '../../src/core/errors/catalogue.ts';
import type { CatalogueEntry } from '../../src/core/errors/catalogueEntry.ts';

const repository = join(import.meta.dirname, '../..');
const bundle = v.parse(
  v.record(v.string(), v.string()),
  JSON.parse(readFileSync(join(repository, 'l10n/bundle.l10n.zh-cn.json'), 'utf8')),
);

/** The English texts in a source file: the first argument of each `l10n.t(…)`. */
function textsIn(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /(^|\.)l10n\.t$/.test(node.expression.getText(source))) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteralLike(first)) texts.push(first.text);
      // The catalogue's texts pass through under this name; they are checked below.
      else expect(first?.getText(source), `${file}: a text that is no literal`).toBe('english');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

const sources = readdirSync(join(repository, 'src/extension'), { recursive: true })
  .map(String)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join(repository, 'src/extension', file));

const texts = new Set([
  ...sources.flatMap(textsIn),
  ...Object.values<CatalogueEntry>(catalogue)
    .flatMap((entry) => [entry, ...Object.values(entry.variants ?? {})])
    .flatMap(({ message, action }) => [message, action]),
  ...Object.values<FindingText>(findings)
    .flatMap(({ message, fix, offer }) => [message, fix, offer])
    .filter((text) => text !== undefined),
]);

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
const codeSpans = (text: string): string[] => (text.match(/`[^`]+`/g) ?? []).sort();

describe('the Chinese bundle', () => {
  it('finds texts to check', () => {
    expect(texts.size).toBeGreaterThan(100);
  });

  it.each([...texts])('translates “%s”', (text) => {
    const translation = bundle[text];
    expect(translation, 'missing').toBeTruthy();
    expect([...new Set(placeholders(translation ?? ''))]).toEqual([...new Set(placeholders(text))]);
    expect(codeSpans(translation ?? '')).toEqual(codeSpans(text));
  });

  it('holds nothing that nobody says', () => {
    expect(Object.keys(bundle).filter((text) => !texts.has(text))).toEqual([]);
  });
});
