import type { EntryRecord } from './entry.ts';
import type { Adoption, State } from './stateFile.ts';

/** Changes of what is remembered; each gives the state itself back where it changes nothing. */

export function withHosts(
  state: State,
  update: (hosts: readonly string[]) => readonly string[],
): State {
  return { ...state, hosts: [...new Set(update(state.hosts))] };
}

/** Puts a record in its place, at the end where it is new; takes it away where it is undefined. */
export function withRecord(state: State, alias: string, record: EntryRecord | undefined): State {
  const index = state.entries.findIndex((other) => other.alias === alias);
  const added = record === undefined ? [] : [record];
  if (index < 0 && added.length === 0) return state;
  const at = index < 0 ? state.entries.length : index;
  return { ...state, entries: state.entries.toSpliced(at, 1, ...added) };
}

/** Changes the record of an alias, where there is one. */
export function withChange(
  state: State,
  alias: string,
  change: (record: EntryRecord) => EntryRecord,
): State {
  const record = state.entries.find((other) => other.alias === alias);
  return record === undefined ? state : withRecord(state, alias, change(record));
}

/** A host that the person gave another name: its entries, and their choice of it, follow. */
export function withHostRenamed(state: State, from: string, to: string): State {
  const renamed = <Item extends { readonly host: string }>(item: Item): Item =>
    item.host === from ? { ...item, host: to } : item;
  return {
    ...state,
    hosts: [...new Set(state.hosts.map((host) => (host === from ? to : host)))],
    entries: state.entries.map(renamed),
    adopted: state.adopted.map(renamed),
  };
}

/** Remembers that a hand-written entry leads to a container: one for each container. */
export function withAdoption(state: State, adoption: Adoption): State {
  const known = state.adopted.some((one) => one.alias === adoption.alias && isOf(one, adoption));
  return known ? state : { ...state, adopted: [...others(state, adoption), adoption] };
}

export function withoutAdoption(state: State, of: Omit<Adoption, 'alias'>): State {
  const kept = others(state, of);
  return kept.length === state.adopted.length ? state : { ...state, adopted: kept };
}

function others({ adopted }: State, of: Omit<Adoption, 'alias'>): readonly Adoption[] {
  return adopted.filter((one) => !isOf(one, of));
}

function isOf({ host, engine, containerName }: Adoption, of: Omit<Adoption, 'alias'>): boolean {
  return host === of.host && engine === of.engine && containerName === of.containerName;
}
