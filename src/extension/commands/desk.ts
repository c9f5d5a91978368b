import type { AttachTools } from '../../core/attach/attachTools.ts';
import type { DockhopHome } from '../../core/clientFiles/dockhopHome.ts';
import type { DoctorTools } from '../../core/doctor/doctorTools.ts';
import type { Inspections } from '../documents/inspections.ts';
import type { ServerBringer } from '../editors/serverBringer.ts';
import type { WindowOpener } from '../editors/windowOpener.ts';
import type { Explorer } from '../explorer/explorer.ts';
import type { ContainerFileSystem } from '../files/containerFileSystem.ts';
import type { OutputLog } from '../log.ts';
import type { Forwards } from '../forwards/forwards.ts';
import type { InstallConsents } from '../prompts/installConsents.ts';
import type { FailureDesk } from '../showFailure.ts';
import type { ShellTerminals } from '../terminals/shellTerminals.ts';

/** What there is in every window; put together once, in `face.ts`. */
export interface FaceDesk {
  readonly tools: AttachTools;
  /** The same, where the command itself is consent to install an SSH server. */
  readonly agreedTools: AttachTools;
  /** The same, with the way to hosts on which no engine answers. */
  readonly doctorTools: DoctorTools;
  readonly home: DockhopHome;
  readonly explorer: Explorer;
  /** The views of what engines store. */
  readonly stores: readonly { retry(host?: string): void }[];
  readonly windows: WindowOpener;
  /** What the person agreed to before. */
  readonly consents: InstallConsents;
  /** A folder of Dockhop's own, for what can be had again. */
  readonly storage: string;
  readonly inspections: Inspections;
  readonly shells: ShellTerminals;
  readonly forwards: Forwards;
  readonly failures: FailureDesk;
  /** Files of containers as the editor has them. */
  readonly fileSystem: ContainerFileSystem;
  readonly log: OutputLog;
  /** Forgets every password and passphrase; how many of them were kept beyond this window. */
  readonly forgetSecrets: () => Promise<number>;
  /** What the person was told already in this window, and need not hear again. */
  readonly told: Set<string>;
  /** Aborted when the extension ends: no question or progress outlives it. */
  readonly ended: AbortSignal;
}

/** What commands work with. */
export interface Desk extends FaceDesk {
  readonly servers: ServerBringer;
}
