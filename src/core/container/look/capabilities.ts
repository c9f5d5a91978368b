/**
 * Capabilities that matter here, by their bit (linux/capability.h).
 * SETGID, SETUID and SYS_CHROOT are what sshd needs to become another user.
 */
const bits = {
  CHOWN: 0n,
  DAC_OVERRIDE: 1n,
  FOWNER: 3n,
  SETGID: 6n,
  SETUID: 7n,
  SYS_CHROOT: 18n,
  AUDIT_WRITE: 29n,
} as const;

export type Capability = keyof typeof bits;

/** Which of the wanted capabilities are not in a CapEff mask of /proc/PID/status (proc(5)). */
export function missingCapabilities(
  effective: bigint,
  wanted: readonly Capability[],
): readonly Capability[] {
  return wanted.filter((name) => ((effective >> bits[name]) & 1n) === 0n);
}
