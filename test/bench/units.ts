import type { Sample } from './statistics.ts';

const mebibyte = 1024 ** 2;

/** As many digits as a measurement is worth: three, but whole hundreds stay whole. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return value.toFixed(0);
  return value.toFixed(size >= 10 ? 1 : 2);
}

export function milliseconds(value: number): string {
  return value >= 1000 ? `${digits(value / 1000)} s` : `${digits(value)} ms`;
}

export function mebibytes(bytes: number): string {
  return `${digits(bytes / mebibyte)} MiB`;
}

/** `bytes` in so many milliseconds. */
export function throughput(bytes: number, ms: number): string {
  return `${mebibytes(bytes / (ms / 1000))}/s`;
}

export function ratio(value: number): string {
  return `${digits(value)} ×`;
}

/** The median, and from where to where the rounds went. */
export function spread({ median, least, most }: Sample, print = milliseconds): string {
  return least === most ? print(median) : `${print(median)} (${print(least)} – ${print(most)})`;
}
