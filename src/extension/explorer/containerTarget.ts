import * as v from 'valibot';

/** Which container a command is for. */
export interface ContainerTarget {
  readonly host: string;
  /** Id of the engine on the host; needed only where several have such a container. */
  readonly engine?: string | undefined;
  /** Name or id, as the engine is asked for it. */
  readonly container: string;
  /** What to call it before the person; from a stranger. */
  readonly name?: string | undefined;
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));

const onContainer = v.object({
  target: v.object({
    host: text,
    engine: v.optional(text),
    container: text,
    name: v.optional(text),
  }),
});

const onHost = v.object({ host: text });

/** The container that a command's argument (a row of the tree) is about. */
export function targetOf(argument: unknown): ContainerTarget | undefined {
  const parsed = v.safeParse(onContainer, argument);
  return parsed.success ? parsed.output.target : undefined;
}

/**
 * All containers that a command is about: of the selection if there is one, else of its argument;
 * each once.
 */
export function targetsOf(argument: unknown, selection: unknown): readonly ContainerTarget[] {
  const rows: readonly unknown[] = Array.isArray(selection) ? selection : [argument];
  const targets = rows.map(targetOf).filter((target) => target !== undefined);
  return [...new Map(targets.map((target) => [targetKey(target), target])).values()];
}

/** One text for one container, whatever it is called before the person. */
export function targetKey({ host, engine, container }: ContainerTarget): string {
  return JSON.stringify([host, engine, container]);
}

/** The host that a command's argument (a row of the tree) is about. */
export function hostOf(argument: unknown): string | undefined {
  const parsed = v.safeParse(onHost, argument);
  return parsed.success ? parsed.output.host : targetOf(argument)?.host;
}

/** What to call the container in messages. */
export function nameOf({ name, container }: ContainerTarget): string {
  return name ?? container;
}
