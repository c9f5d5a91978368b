import { parseImageName } from '../../../core/engine/imageName.ts';

/** A name for an image of this container that engines take; empty where its own gives none. */
export function suggestedImage(container: string): string {
  const name = container.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const trimmed = name.replace(/^-|-$/g, '');
  return parseImageName(trimmed) ? `${trimmed}:latest` : '';
}
