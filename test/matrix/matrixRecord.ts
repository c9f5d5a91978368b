import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { nameOf, type Cell } from './cells.ts';
import type { Outcome } from './runCells.ts';

const file = path.join(import.meta.dirname, '../../.cache/matrix.json');
const schema = v.record(v.string(), v.string());

/** What was found of each cell when it was looked at last, kept from run to run. */
export class MatrixRecord {
  /** The fault, or an empty text, by name. */
  readonly #found: Record<string, string>;

  private constructor(found: Record<string, string>) {
    this.#found = found;
  }

  static read(): MatrixRecord {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
    return new MatrixRecord(v.parse(schema, JSON.parse(text)));
  }

  /** Written at once, as a run may be broken off. */
  note({ cell, fault }: Outcome): void {
    this.#found[nameOf(cell)] = fault ?? '';
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(this.#found, undefined, 2));
  }

  /** What is not as it should be, empty where all is; undefined for what nobody looked at. */
  faultOf(cell: Cell): string | undefined {
    return this.#found[nameOf(cell)];
  }
}
