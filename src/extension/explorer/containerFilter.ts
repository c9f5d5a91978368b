import type { Container, ContainerState } from '../../core/engine/container.ts';
import type { ViewChoices } from './viewChoices.ts';

type Words = readonly (string | undefined)[];

/** Whether a container is among those that the person wants to see. */
export function containerFilter(
  choices: ViewChoices,
): (container: Pick<Container, 'name' | 'image' | 'state' | 'project' | 'service'>) => boolean {
  const matches = textFilter(choices);
  return ({ name, image, state, project, service }) =>
    (!choices.runningOnly || isUp(state)) && matches([name, image, project, service]);
}

/** Whether every word that is looked for is in one of these, whatever its case. */
export function textFilter({ text }: ViewChoices): (words: Words) => boolean {
  const wanted = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (words) => {
    const told = words.map((word) => word?.toLowerCase());
    return wanted.every((word) => told.some((one) => one?.includes(word)));
  };
}

/** Whether a container holds on to memory and GPUs: paused and restarting ones do as well. */
export function isUp(state: ContainerState): boolean {
  return !['created', 'exited', 'dead'].includes(state);
}
