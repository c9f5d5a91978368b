import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { parseOpensshVersion, type OpensshVersion } from '../look/opensshVersion.ts';
import { sha256 } from './parcel.ts';

/** One of the two programs that make it. */
export interface PortableProgram {
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
}

/** A static SSH server for one kind of machine, which needs nothing of a container but its kernel. */
export interface PortableServer {
  /** As `uname -m` has it. */
  readonly machine: string;
  readonly version: OpensshVersion;
  readonly sshd: PortableProgram;
  readonly keygen: PortableProgram;
}

const program = v.strictObject({
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16 * 1024 * 1024)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

const manifestSchema = v.strictObject({
  version: v.string(),
  /** The version of Debian's source package. */
  source: v.string(),
  machines: v.record(v.string(), v.strictObject({ sshd: program, 'ssh-keygen': program })),
});

/** Beside the bundle that this ends up in; beside the source there are none. */
const packed = fileURLToPath(new URL('./portable/', import.meta.url));

/**
 * The portable SSH servers that this copy of Dockhop came with: a folder made by
 * scripts/portableSshd/build.
 */
export class PortableServers {
  readonly #folder: string;

  constructor(folder: string = packed) {
    this.#folder = folder;
  }

  /** The one for a kind of machine, if there is one. */
  async forMachine(machine: string): Promise<PortableServer | undefined> {
    const manifest = await this.#manifest();
    if (!manifest || !Object.hasOwn(manifest.machines, machine)) return undefined;
    const programs = manifest.machines[machine];
    const version = parseOpensshVersion(`OpenSSH_${manifest.version}`);
    if (!programs || !version) return undefined;
    return { machine, version, sshd: programs.sshd, keygen: programs['ssh-keygen'] };
  }

  /**
   * Its programs.
   * @throws Error where a file is not the one that was packed.
   */
  async read({
    machine,
    sshd,
    keygen,
  }: PortableServer): Promise<readonly { readonly name: string; readonly content: Uint8Array }[]> {
    const files = [
      { file: 'sshd', sum: sshd.sha256 },
      { file: 'ssh-keygen', sum: keygen.sha256 },
    ];
    return await Promise.all(
      files.map(async ({ file, sum }) => {
        const content = await readFile(path.join(this.#folder, machine, file));
        if (sha256(content) === sum) return { name: file, content };
        throw new Error(`${path.join(this.#folder, machine, file)} is damaged`);
      }),
    );
  }

  /** Undefined in a copy that was built without them. */
  async #manifest(): Promise<v.InferOutput<typeof manifestSchema> | undefined> {
    let text;
    try {
      text = await readFile(path.join(this.#folder, 'manifest.json'), 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
    return v.parse(manifestSchema, JSON.parse(text));
  }
}
