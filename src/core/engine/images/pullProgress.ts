import type { PullState } from './engineImages.ts';
import type { ProgressLine } from './imageSchemas.ts';

/** More layers than any engine stores; a stranger may name others without end. */
const mostLayers = 1000;

/** A short id as engines give layers; other lines (`latest: Pulling from …`) are about the whole. */
const layerId = /^[0-9a-f]{6,64}$/;

interface Layer {
  /** From 0 to 1: fetching is the first three quarters, unpacking the rest. */
  readonly done: number;
  readonly bytes: number;
  readonly total: number;
}

const fetchingShare = 0.75;
const fresh: Layer = { done: 0, bytes: 0, total: 0 };

/** Adds up what an engine says of the layers of an image to one state of the whole. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>();
  #percent = 0;

  /** @returns the new state; undefined where the line is not about a layer. */
  add({ id, status, progressDetail }: ProgressLine): PullState | undefined {
    if (id === undefined || status === undefined || !layerId.test(id)) return undefined;
    const before = this.#layers.get(id) ?? fresh;
    if (!this.#layers.has(id) && this.#layers.size >= mostLayers) return undefined;
    this.#layers.set(id, next(before, status, progressDetail));
    return this.#state();
  }

  #state(): PullState {
    const layers = [...this.#layers.values()];
    const sum = (pick: (layer: Layer) => number) => layers.reduce((all, one) => all + pick(one), 0);
    const total = sum((layer) => layer.total);
    const known = layers.filter((layer) => layer.total > 0).length;
    // What says no size weighs as much as the others do on average.
    const average = known === 0 ? 1 : total / known;
    const weightOf = (layer: Layer): number => layer.total || average;
    const done = sum((layer) => layer.done * weightOf(layer)) / sum(weightOf);
    this.#percent = Math.max(this.#percent, Math.min(100, done * 100));
    return {
      percent: this.#percent,
      ready: layers.filter((layer) => layer.done === 1).length,
      layers: layers.length,
      bytes: sum((layer) => layer.bytes),
      total,
    };
  }
}

/** In Docker's words; Podman has some of them. Words that are not known change nothing. */
function next(
  layer: Layer,
  status: string,
  { current, total }: ProgressLine['progressDetail'],
): Layer {
  const size = Math.max(layer.total, total);
  const share = size > 0 ? Math.min(1, current / size) : 0;
  switch (status) {
    case 'Downloading':
      return { done: share * fetchingShare, bytes: Math.min(current, size), total: size };
    case 'Verifying Checksum':
    case 'Download complete':
      return { ...layer, done: Math.max(layer.done, fetchingShare), bytes: layer.total };
    case 'Extracting':
      return { ...layer, done: fetchingShare + share * (1 - fetchingShare), bytes: layer.total };
    case 'Pull complete':
    case 'Already exists':
      return { ...layer, done: 1, bytes: layer.total };
    default:
      return layer;
  }
}
