import type { AttachTools } from '../attach/attachTools.ts';
import type { Connections } from '../ssh/connection.ts';

/** What doctor works with: an attach's tools, and the way to hosts on which no engine answers. */
export interface DoctorTools extends AttachTools {
  readonly connections: Connections;
}

/** What is to be looked at. */
export interface DoctorRequest {
  readonly host: string;
  /** A name, or the beginning of an id; without one the host alone is looked at. */
  readonly container?: string;
  /** Id of an engine of the host, where several have such a container. */
  readonly engine?: string;
}
