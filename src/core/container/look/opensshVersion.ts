/** A release of portable OpenSSH. */
export interface OpensshVersion {
  readonly major: number;
  readonly minor: number;
  /** As it says it: `OpenSSH_9.2p1`. */
  readonly text: string;
}

/** Reads `OpenSSH_9.2p1`; undefined where it is not one. */
export function parseOpensshVersion(text: string): OpensshVersion | undefined {
  const [, major, minor] =
    /^OpenSSH_(\d{1,2})\.(\d{1,2})(?:\.\d{1,2})?(?:p\d{1,2})?$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor), text };
}

export function isAtLeast(version: OpensshVersion, major: number, minor: number): boolean {
  return version.major > major || (version.major === major && version.minor >= minor);
}
