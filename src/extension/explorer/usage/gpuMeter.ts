import type { GpuReport } from '../../../core/engine/usage/gpu/gpuReport.ts';
import { readGpus } from '../../../core/engine/usage/gpu/readGpus.ts';
import { unlessAborted } from '../../../core/ssh/abortListening.ts';
import type { Connection } from '../../../core/ssh/connection.ts';

/** Within this, all that ask are given one answer: many rows are of one host. */
const sharedMs = 3000;

type Measurable = Pick<Connection, 'run' | 'closed'>;

interface Look {
  readonly begun: number;
  readonly report: Promise<GpuReport | undefined>;
  /** The host has none: over this connection it is not asked again. */
  isInVain: boolean;
}

/** Looks at the GPUs of hosts, one program at a time on each, and not again where there are none. */
export class GpuMeter {
  readonly #looks = new WeakMap<AbortSignal, Look>();

  /**
   * @returns undefined where the host has no GPU that tells.
   * @throws DockhopError when the host does not answer, and what `signal` is aborted with.
   */
  read(connection: Measurable, signal: AbortSignal): Promise<GpuReport | undefined> {
    const known = this.#looks.get(connection.closed);
    const isFresh = known && (known.isInVain || performance.now() - known.begun < sharedMs);
    const { report } = isFresh ? known : this.#look(connection);
    return unlessAborted(report, [signal]);
  }

  #look(connection: Measurable): Look {
    const { closed } = connection;
    const look: Look = {
      begun: performance.now(),
      // Bounded by itself; whoever asked first may not wait any more while others do.
      report: readGpus(connection, closed),
      isInVain: false,
    };
    this.#looks.set(closed, look);
    look.report.then(
      (report) => {
        look.isInVain = report === undefined;
      },
      () => this.#looks.delete(closed),
    );
    return look;
  }
}
