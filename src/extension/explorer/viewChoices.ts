/** How the person wants the containers listed. */
export interface ViewChoices {
  /** By compose project, or all in one list. */
  readonly grouped: boolean;
  /** Without those that are stopped. */
  readonly runningOnly: boolean;
  /** Words that name, image, project or service must all have; empty for every container. */
  readonly text: string;
}

export const everything: ViewChoices = { grouped: false, runningOnly: false, text: '' };

/** Whether some containers may be left out. */
export function isFiltered({ runningOnly, text }: ViewChoices): boolean {
  return runningOnly || text.trim() !== '';
}
