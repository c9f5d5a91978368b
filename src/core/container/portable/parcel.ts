import { createHash } from 'node:crypto';

/** A file of an SSH server that is brought into a container. */
export interface ParcelFile {
  /** Below our directory: `sshd`, `host/lib/libc.so.6`. From our own lists, or checked to be plain. */
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
}

/** An SSH server, ready to be sent into a container. */
export interface Parcel {
  /** `sshd` and `ssh-keygen` among them. */
  readonly files: readonly ParcelFile[];
  /** The contents of the files, one after the other. */
  readonly content: Uint8Array;
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}

export function parcelOf(
  files: readonly { readonly name: string; readonly content: Uint8Array }[],
): Parcel {
  return {
    files: files.map(({ name, content }) => ({
      name,
      bytes: content.length,
      sha256: sha256(content),
    })),
    content: Buffer.concat(files.map(({ content }) => content)),
  };
}
