import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';
import { nameOf, type Cell } from './cells.ts';
import type { Finding, Outcome } from './runCells.ts';

const file = path.join(import.meta.dirname, '../../.cache/matrix.json');
/** The fault, or an empty text; or what the engine said that could not make it. */
const schema = v.record(v.string(), v.union([v.string(), v.object({ unmade: v.string() })]));

/** What was found of each cell when it was looked at last, kept from run to run. */
export class MatrixRecord {
  /** By name. */
  readonly #found: v.InferOutput<typeof schema>;

  private constructor(found: v.InferOutput<typeof schema>) {
    this.#found = found;
  }

  static read(): MatrixRecord {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
    return new MatrixRecord(v.parse(schema, JSON.parse(text)));
  }

  /** Written at once, as a run may be broken off. */
  note({ cell, fault, unmade }: Outcome): void {
    this.#found[nameOf(cell)] = unmade === undefined ? (fault ?? '') : { unmade };
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(this.#found, undefined, 2));
  }

  /** Undefined for what nobody looked at. */
  findingOf(cell: Cell): Finding | undefined {
    const found = this.#found[nameOf(cell)];
    if (found === '') return {};
    return typeof found === 'string' ? { fault: found } : found;
  }
}
