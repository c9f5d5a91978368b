import * as v from 'valibot';
import { parseImageName } from '../imageName.ts';
import type { Image } from './engineImages.ts';

const text = (maxLength: number) => v.pipe(v.string(), v.maxLength(maxLength));
const count = v.pipe(v.number(), v.minValue(0), v.finite());

/** Podman's own answers leave `sha256:` out in places. */
export const imageIdSchema = v.pipe(
  v.string(),
  v.regex(/^(sha256:)?[0-9a-f]{64}$/),
  v.transform((id) => id.slice(-64)),
);

/** What an image may be asked for by; it becomes part of a request's path. */
export function isImageReference(image: string): boolean {
  return v.is(imageIdSchema, image) || parseImageName(image) !== undefined;
}

/** An element of `GET /images/json`. Names that no engine takes back, `<none>:<none>` too, are left out. */
export const imageRowSchema = v.pipe(
  v.object({
    Id: imageIdSchema,
    RepoTags: v.pipe(v.nullish(v.array(text(4096)), []), v.maxLength(10_000)),
    Size: v.fallback(count, 0),
    Created: v.fallback(count, 0),
  }),
  v.transform(({ Id, RepoTags, Size, Created }): Omit<Image, 'usedBy'> => ({
    id: Id,
    names: [...new Set(RepoTags)].filter((name) => parseImageName(name) !== undefined).sort(),
    bytes: Size,
    createdMs: Created * 1000,
  })),
);

/** A line of what `POST /images/create` and `POST /images/load` answer. */
export const progressSchema = v.object({
  id: v.fallback(v.optional(text(256)), undefined),
  status: v.fallback(v.optional(text(4096)), undefined),
  stream: v.fallback(v.optional(text(100_000)), undefined),
  error: v.fallback(v.optional(text(100_000)), undefined),
  progressDetail: v.fallback(
    v.nullish(v.object({ current: v.nullish(count, 0), total: v.nullish(count, 0) }), {
      current: 0,
      total: 0,
    }),
    { current: 0, total: 0 },
  ),
});

export type ProgressLine = v.InferOutput<typeof progressSchema>;

/** The longest line that is read; what an engine prints beyond it is cut, and so no line. */
export const longestProgressLine = 256 * 1024;

/** A line as the engine meant it; undefined where it makes no sense. */
export function parseProgress(line: string): ProgressLine | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), progressSchema), line);
  return parsed.success ? parsed.output : undefined;
}
