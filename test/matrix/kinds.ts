import type { MatrixImage } from './matrixImages.ts';

/** A way in which containers differ. */
export interface Kind {
  readonly id: string;
  /** As the table calls it, in Markdown. */
  readonly title: string;
  readonly image: MatrixImage;
  /** Of the engine's `run`. */
  readonly options?: readonly string[];
  /** By default it sleeps. */
  readonly command?: readonly string[];
  /** PID 1 is the command itself, which reaps nobody. */
  readonly withoutInit?: true;
  /** Run as root inside, once it is started. */
  readonly spoiledBy?: string;
  readonly special?:
    | 'homeOfAnother'
    | 'sharedHome'
    | 'madeOfCommit'
    | 'hostileMemory'
    | 'secondLaptop'
    | 'ownNetwork';
  /** Packages are installed, which undo leaves. */
  readonly installs?: true;
  /** Its sshd is from before 8.7, which cannot be given a value that ends in a backslash. */
  readonly isOld?: true;
  /** What was prepared lies in memory, and a restart of the container loses it. */
  readonly forgets?: true;
  /** No file can be put into /etc/profile.d, so a login shell has the PATH of /etc/profile. */
  readonly withoutProfile?: true;
}

/** Those that cost most first: the covering subset looks for their places first. */
export const kinds: readonly Kind[] = [
  { id: 'dnf', title: 'no sshd, `dnf`', image: 'dnf', installs: true },
  { id: 'zypper', title: 'no sshd, `zypper`', image: 'zypper', installs: true },
  { id: 'pacman', title: 'no sshd, `pacman`', image: 'pacman', installs: true },
  {
    id: 'debian-old',
    title: 'no sshd, `apt` of Debian 11',
    image: 'debianOld',
    installs: true,
    isOld: true,
  },
  { id: 'debian-new', title: 'no sshd, `apt` of Debian 13', image: 'debianNew', installs: true },
  { id: 'busybox', title: 'busybox, no libc', image: 'busybox' },
  { id: 'plain', title: 'sshd installed', image: 'workspace' },
  {
    id: 'read-only',
    title: 'read-only',
    image: 'workspaceReadonly',
    options: ['--read-only', '--tmpfs', '/tmp'],
    forgets: true,
    withoutProfile: true,
  },
  {
    id: 'cap-drop-all',
    title: '`--cap-drop ALL`',
    image: 'workspace',
    options: ['--cap-drop', 'ALL'],
  },
  {
    id: 'cap-drop-user',
    title: '`--cap-drop ALL`, USER 1000',
    image: 'workspace',
    options: ['--cap-drop', 'ALL', '--user', '1000'],
    withoutProfile: true,
  },
  {
    id: 'no-new-privileges',
    title: '`no-new-privileges`',
    image: 'workspace',
    options: ['--security-opt', 'no-new-privileges'],
  },
  { id: 'user', title: 'USER 1000', image: 'workspace', options: ['--user', '1000'] },
  {
    id: 'no-account',
    title: 'uid without passwd entry',
    image: 'workspace',
    options: ['--user', '4242:100'],
  },
  { id: 'locked', title: 'locked root', image: 'workspace', spoiledBy: 'passwd -q -l root' },
  {
    id: 'no-network',
    title: '`--network none`',
    image: 'workspace',
    options: ['--network', 'none'],
    special: 'ownNetwork',
  },
  {
    id: 'host-network',
    title: '`--network host`',
    image: 'workspace',
    options: ['--network', 'host'],
    special: 'ownNetwork',
  },
  {
    id: 'home-of-another',
    title: 'bind-mounted home of another uid',
    image: 'workspace',
    special: 'homeOfAnother',
  },
  { id: 'tmpfs-run', title: 'tmpfs `/run`', image: 'workspace', options: ['--tmpfs', '/run'] },
  { id: 'own-sshd', title: 'own sshd on 22', image: 'workspace', command: ['recipe-sshd'] },
  { id: 'no-init', title: 'PID 1 is `sleep`', image: 'workspace', withoutInit: true },
  {
    id: 'shared-home',
    title: 'home shared by two containers',
    image: 'workspace',
    special: 'sharedHome',
  },
  {
    id: 'commit',
    title: 'made of a commit of a prepared one',
    image: 'workspace',
    special: 'madeOfCommit',
  },
  {
    id: 'hostile-memory',
    title: 'read-only, `--ipc=host`, hostile neighbour',
    image: 'workspaceReadonly',
    options: ['--read-only', '--tmpfs', '/run', '--ipc', 'host'],
    special: 'hostileMemory',
    forgets: true,
    withoutProfile: true,
  },
  { id: 'two-laptops', title: 'two laptops', image: 'workspace', special: 'secondLaptop' },
];
