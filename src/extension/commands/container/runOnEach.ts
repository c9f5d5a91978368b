export interface Failed<Item> {
  readonly item: Item;
  readonly error: unknown;
}

export interface EachOptions<Item> {
  /** Items of one group wait for each other when there are many; groups do not. */
  readonly groupOf: (item: Item) => string;
  /** How many of a group are worked on at a time. */
  readonly atOnce: number;
  /** After each that ended, well or not. */
  readonly onEnd: () => void;
  readonly signal: AbortSignal;
}

/**
 * Works on all items; one that fails leaves the others alone.
 * @returns those that failed, in the order of the items.
 * @throws the signal's reason once it is aborted: what was not begun is left as it is.
 */
export async function runOnEach<Item>(
  items: readonly Item[],
  { groupOf, atOnce, onEnd, signal }: EachOptions<Item>,
  work: (item: Item) => Promise<void>,
): Promise<readonly Failed<Item>[]> {
  const failures = new Map<Item, unknown>();
  const workThrough = async (queue: Item[]): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      signal.throwIfAborted();
      try {
        await work(item);
      } catch (error) {
        signal.throwIfAborted();
        failures.set(item, error);
      }
      onEnd();
    }
  };
  const queues = [...groups(items, groupOf).values()];
  const workers = queues.flatMap((queue) =>
    Array.from({ length: Math.min(atOnce, queue.length) }, () => workThrough(queue)),
  );
  await Promise.all(workers);
  return items.flatMap((item) => (failures.has(item) ? [{ item, error: failures.get(item) }] : []));
}

function groups<Item>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
): ReadonlyMap<string, Item[]> {
  const map = new Map<string, Item[]>();
  for (const item of items) {
    const group = map.get(groupOf(item));
    if (group) group.push(item);
    else map.set(groupOf(item), [item]);
  }
  return map;
}
