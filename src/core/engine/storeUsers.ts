import * as v from 'valibot';
import { plainText } from '../errors/dockhopError.ts';
import type { EngineApi } from './speak/engineApi.ts';
import { containerRowsSchema } from './speak/engineSchemas.ts';

/** A container as far as it keeps images and volumes from being removed. */
export interface StoreUser {
  /** Its name; from a stranger. */
  readonly name: string;
  /** Of the image that it was made of, without `sha256:`. */
  readonly imageId: string;
  /** By name. */
  readonly volumes: readonly string[];
}

const userSchema = v.pipe(
  v.object({
    Id: v.pipe(v.string(), v.maxLength(64)),
    Names: v.nullish(v.array(v.pipe(v.string(), v.maxLength(1024))), []),
    ImageID: v.fallback(v.nullish(v.string(), ''), ''),
    Mounts: v.nullish(
      v.array(v.object({ Type: v.nullish(v.string(), ''), Name: v.nullish(v.string(), '') })),
      [],
    ),
  }),
  v.transform(({ Id, Names, ImageID, Mounts }): StoreUser => ({
    name: plainText((Names[0] ?? '').replace(/^\//, '')) || Id.slice(0, 12),
    imageId: ImageID.replace(/^sha256:/, ''),
    volumes: Mounts.filter(({ Type }) => Type === 'volume').map(({ Name }) => Name),
  })),
);

/** Which containers, also stopped ones, use what. A row that makes no sense uses nothing. */
export async function storeUsers(
  api: EngineApi,
  signal: AbortSignal,
): Promise<readonly StoreUser[]> {
  const rows = await api.ask(
    {
      what: 'list its containers',
      schema: containerRowsSchema,
      send: (client, abortSignal) => client.listContainers({ all: true, abortSignal }),
    },
    signal,
  );
  return rows.flatMap((row) => {
    const parsed = v.safeParse(userSchema, row, { abortEarly: true });
    return parsed.success ? [parsed.output] : [];
  });
}
