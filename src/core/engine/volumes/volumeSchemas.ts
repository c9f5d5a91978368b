import * as v from 'valibot';
import type { Volume } from './engineVolumes.ts';
import { volumeName } from './volumeText.ts';

const text = (maxLength: number) => v.pipe(v.string(), v.maxLength(maxLength));
const mostVolumes = 10_000;

/** `GET /volumes`; the rows are parsed one by one, so that a malformed one does not hide the others. */
export const volumesSchema = v.pipe(
  v.object({
    Volumes: v.pipe(v.nullish(v.array(v.unknown()), []), v.maxLength(mostVolumes)),
  }),
  v.transform(({ Volumes }) => Volumes),
);

/** One of them. What another driver calls otherwise than engines do can be seen, but not named to one. */
export const volumeSchema = v.pipe(
  v.object({
    Name: v.pipe(v.string(), v.regex(volumeName)),
    Driver: v.fallback(text(256), ''),
    Mountpoint: v.fallback(text(4096), ''),
    Options: v.fallback(
      v.nullish(
        v.object({
          o: v.fallback(v.optional(text(4096)), undefined),
          device: v.fallback(v.optional(text(4096)), undefined),
        }),
      ),
      undefined,
    ),
  }),
  v.transform(({ Name, Driver, Mountpoint, Options }): Omit<Volume, 'usedBy'> => {
    const isBound = Options?.o?.split(',').some((option) => /^r?bind$/.test(option)) === true;
    const directory = isBound ? Options.device : undefined;
    return {
      name: Name,
      driver: Driver,
      mountPoint: Mountpoint,
      ...(directory === undefined ? {} : { directory }),
    };
  }),
);

const usageRowSchema = v.object({
  Name: text(256),
  UsageData: v.object({ Size: v.pipe(v.number(), v.minValue(0)) }),
});

/** `GET /system/df`, of volumes; a size of -1 is one that the engine does not know. */
export const usageSchema = v.pipe(
  volumesSchema,
  v.transform((rows): ReadonlyMap<string, number> => {
    const parsed = rows.map((row) => v.safeParse(usageRowSchema, row, { abortEarly: true }));
    return new Map(
      parsed.flatMap(({ success, output }) =>
        success ? [[output.Name, output.UsageData.Size] as const] : [],
      ),
    );
  }),
);
