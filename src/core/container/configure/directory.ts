import type { ContainerDetails } from '../../engine/container.ts';

/**
 * Where our directory may be, best first. It is `<base>/<container id>/<uid>`: with the id, since
 * containers share volumes and `docker commit` copies files; with the uid, since people share containers.
 */
export const bases = [
  '/etc/dockhop',
  '/run/dockhop',
  '/dev/shm/dockhop',
  '/var/lib/dockhop',
  '/opt/dockhop',
  '/tmp/dockhop',
] as const;

/**
 * Where a user makes our directory alone, when root may not give them files (no CAP_CHOWN). Everybody
 * can write there, so it is a place for one user, whose scripts check that it is theirs.
 */
export function ownBase(uid: number): `/var/tmp/dockhop-${number}` {
  return `/var/tmp/dockhop-${uid}`;
}

/** A place that root makes for all. */
export type SharedBase = (typeof bases)[number];
export type Base = SharedBase | ReturnType<typeof ownBase>;

export function directoryOf(base: Base, containerId: string, uid: number): string {
  return `${base}/${containerId}/${uid}`;
}

/**
 * The bases that belong to this container alone: none into which the host or another container
 * looks through a mount, and shared memory only where it is not shared.
 */
export function privateBases({ mountPoints, ipcMode }: ContainerDetails): readonly SharedBase[] {
  return bases.filter(
    (base) =>
      !isMounted(base, mountPoints) &&
      (base !== '/dev/shm/dockhop' || ipcMode === 'private' || ipcMode === ''),
  );
}

/** Is this path, or a directory that it lies in, a mount of something outside the container? */
export function isMounted(path: string, mountPoints: readonly string[]): boolean {
  return mountPoints
    .map(behindLinks)
    .some((point) => path === point || path.startsWith(`${point}/`));
}

/** Engines name a mount as the person did; where images have a link, it lies behind that. */
function behindLinks(point: string): string {
  return point
    .replace(/(?<=.)\/+$/, '')
    .replace(/^\/var\/run(?=\/|$)/, '/run')
    .replace(/^\/run\/shm(?=\/|$)/, '/dev/shm');
}

/**
 * Only where login names cannot replace what we made. Shared memory and temporary directories are for all,
 * which OpenSSH's own check refuses whatever lies in it, sticky or not; so is the /run that podman gives to a
 * read-only container. Our own check, at each prepare, has to do there.
 */
export function strictModes(base: Base): boolean {
  const forAll = ['/run/dockhop', '/dev/shm/dockhop', '/tmp/dockhop'];
  return !forAll.includes(base) && !base.startsWith('/var/tmp/');
}
