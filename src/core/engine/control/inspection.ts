import * as v from 'valibot';
import type { ContainerState } from '../container.ts';
import { idSchema, stateSchema } from '../speak/engineSchemas.ts';

/** As the engines have it where a container names none (docker-stop(1), podman-stop(1)). */
const usualGraceSeconds = 10;
const longestGraceSeconds = 60 * 60;

export interface Inspection {
  readonly id: string;
  readonly name: string;
  readonly state: ContainerState;
  /** How long the container may take over its end. */
  readonly graceMs: number;
  /** All of the answer. */
  readonly raw: unknown;
}

const known = v.object({
  Id: idSchema,
  Name: v.pipe(v.string(), v.maxLength(1024)),
  State: v.object({ Status: stateSchema }),
  Config: v.object({ StopTimeout: v.fallback(v.nullish(v.number()), undefined) }),
});

/** `GET /containers/{id}/json`, as far as changing a container takes, and the whole of it as it came. */
export const inspectionSchema = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }): Inspection => {
    const parsed = v.safeParse(known, dataset.value, { abortEarly: true });
    if (!parsed.success) {
      addIssue({ message: JSON.stringify(v.flatten(parsed.issues)) });
      return NEVER;
    }
    const { Id, Name, State, Config } = parsed.output;
    const seconds = Math.max(Config.StopTimeout ?? 0, usualGraceSeconds);
    return {
      id: Id,
      name: Name.replace(/^\//, ''),
      state: State.Status,
      graceMs: Math.min(seconds, longestGraceSeconds) * 1000,
      raw: dataset.value,
    };
  }),
);
