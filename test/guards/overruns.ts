/** Figures by what they count. */
export type Figures = Readonly<Record<string, number>>;

/**
 * Every figure that is above its limit, in words; none where all is well. A limit that nothing was
 * measured for is named too, for it would guard nothing.
 */
export function overruns(limits: Figures, measured: Figures): readonly string[] {
  return Object.entries(limits).flatMap(([what, limit]) => {
    const figure = measured[what];
    if (figure === undefined) return [`${what}: not measured`];
    return figure > limit ? [`${what}: ${figure}, at most ${limit}`] : [];
  });
}
