import fc from 'fast-check';

/** Draws what a generated configuration is made of; what it draws can be drawn again by its seed. */
export class Chance {
  readonly #draw: fc.GeneratorValue;

  constructor(draw: fc.GeneratorValue) {
    this.#draw = draw;
  }

  /** From 0 to `most`. */
  upTo(most: number): number {
    return this.#draw(() => fc.nat({ max: most }));
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.upTo(times - 1) === 0;
  }

  pick<Value>(values: readonly [Value, ...Value[]]): Value {
    return values[this.upTo(values.length - 1)] ?? values[0];
  }

  /** One of a list that may be empty. */
  one<Value>(values: readonly Value[]): Value | undefined {
    const [first, ...others] = values;
    return first === undefined ? undefined : this.pick([first, ...others]);
  }
}
