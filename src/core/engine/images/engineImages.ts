import type { ImageName } from '../imageName.ts';

export interface Image {
  /** 64 hexadecimal digits, without `sha256:`. */
  readonly id: string;
  /** `repository:tag`, sorted; none for an image that lost its names. From a stranger. */
  readonly names: readonly string[];
  /** With all layers, also those that it shares with others. */
  readonly bytes: number;
  readonly createdMs: number;
  /** The names of the containers made of it, also stopped ones. */
  readonly usedBy: readonly string[];
}

/** How far a pull is. */
export interface PullState {
  /** From 0 to 100; it never falls. */
  readonly percent: number;
  /** Layers that are there, and of how many that are known so far. */
  readonly ready: number;
  readonly layers: number;
  /** Fetched so far of the layers whose size is known, and their sizes. */
  readonly bytes: number;
  readonly total: number;
}

export interface PullOptions {
  /** A registry, with a path if it has one, that stands in for Docker Hub; empty for none. */
  readonly mirror: string;
  readonly onState: (state: PullState) => void;
}

/**
 * The images of an engine. What is asked for by `image` is a name (`repository:tag`) or a whole id.
 *
 * @throws DockhopError, also: IMAGE_NOT_FOUND, ENGINE_REFUSED, ENGINE_TIMEOUT.
 * @see https://docs.docker.com/reference/api/engine/version/v1.40/#tag/Image
 */
export interface EngineImages {
  /** Sorted by name, those without one last. */
  list(signal: AbortSignal): Promise<readonly Image[]>;
  /** As `Engine.watchContainers`, of images and of who uses them. */
  watch(onOpen: () => void, onChange: () => void, signal: AbortSignal): Promise<void>;
  /**
   * Fetches an image. One of Docker Hub comes by way of the mirror where there is one, and bears the
   * name that was asked for. Docker gives up when the signal aborts, and keeps the layers it has.
   * @throws also IMAGE_NOT_PULLED, IMAGE_MIRROR_UNFIT.
   */
  pull(name: ImageName, options: PullOptions, signal: AbortSignal): Promise<void>;
  /** Gives an image one more name; one that another image had is this one's then. */
  tag(image: string, name: ImageName, signal: AbortSignal): Promise<void>;
  /** Takes away a name, and the image with its last one. @throws also IMAGE_IN_USE. */
  remove(image: string, signal: AbortSignal): Promise<void>;
  /** An image as a tar, with its name where it is asked for by name. */
  save(image: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Takes in the images of a tar, also of a compressed one.
   * @param file what it is called, for the person.
   * @returns what the engine calls them; from a stranger.
   * @throws also IMAGE_NOT_LOADED, and what `content` throws.
   */
  load(
    content: AsyncIterable<Uint8Array>,
    file: string,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}
