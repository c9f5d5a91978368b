/** What is looked at, in the order of the road. */
export type CheckId =
  | 'ssh'
  | 'config'
  | 'include'
  | 'path'
  | 'host'
  | 'forwarding'
  | 'engine'
  | 'subordinate-ids'
  | 'linger'
  | 'nvidia-cgroups'
  | 'host-disk'
  | 'container'
  | 'container-disk'
  | 'editor-system'
  | 'editor-tools'
  | 'ssh-server'
  | 'gpu'
  | 'entry'
  | 'leak';

export type CheckState = 'ok' | 'warn' | 'fail';

/** What Dockhop can mend by itself, when the person wants it. */
export type RepairId = 'renewEntry' | 'removeEntry' | 'include' | 'linger' | 'editorTools';

export interface FindingText {
  readonly check: CheckId;
  readonly state: CheckState;
  /** What was found. `{name}` is filled from the finding's details. */
  readonly message: string;
  /** What to do about it; absent where nothing need be done. */
  readonly fix?: string;
  readonly repair?: RepairId;
  /** What the repair does, in a few words: a button. */
  readonly offer?: string;
}

/**
 * Everything that doctor can say beside the failures of the error catalogue. The English text is the
 * key under which the translations in l10n/ are found.
 */
export const findings = {
  sshFound: {
    check: 'ssh',
    state: 'ok',
    message: 'The ssh program {program} is OpenSSH {version}',
  },
  sshOld: {
    check: 'ssh',
    state: 'fail',
    message: 'The ssh program {program} is OpenSSH {version}, which has no ProxyJump',
    fix: 'Update OpenSSH to 7.3 or later.',
  },
  sshUnknown: {
    check: 'ssh',
    state: 'warn',
    message: 'The ssh program {program} does not say that it is OpenSSH',
    fix: 'Name the OpenSSH client in the setting `dockhop.ssh.program`, or put it first on the PATH.',
  },
  configRead: {
    check: 'config',
    state: 'ok',
    message: 'ssh reads its configuration; the way to {host} is {hops}',
  },
  thisMachine: {
    check: 'config',
    state: 'ok',
    message: 'It is this machine: there is no way to go',
  },
  included: {
    check: 'include',
    state: 'ok',
    message: 'Your ssh config includes the entries of Dockhop',
  },
  notIncluded: {
    check: 'include',
    state: 'fail',
    message:
      'Your ssh config does not begin with the line that includes the entries of Dockhop, so that ssh does not find them',
    fix: 'Let Dockhop put the line back, or add it as the first yourself.',
    repair: 'include',
    offer: 'Put the Include Line Back',
  },
  hopReached: { check: 'path', state: 'ok', message: '{hop} ({address}) lets {user} in' },
  hostReached: {
    check: 'host',
    state: 'ok',
    message: '{host} is reached in {milliseconds} ms; a command there takes {trip} ms',
  },
  hostUnread: {
    check: 'host',
    state: 'warn',
    message: '{host} does not tell what it is like: {reason}',
    fix: 'Check that `ssh {host} sh` runs a shell there.',
  },
  socketsForwarded: { check: 'forwarding', state: 'ok', message: '{host} forwards Unix sockets' },
  socketsRefused: {
    check: 'forwarding',
    state: 'warn',
    message:
      '{host} does not forward Unix sockets; Dockhop talks to the engine by its command instead, which is slower',
    fix: 'Ask its administrator for `AllowStreamLocalForwarding yes` in the sshd_config, or leave it: all works.',
  },
  engineAnswers: {
    check: 'engine',
    state: 'ok',
    message: '{kind} {version} answers on {host} ({socket})',
  },
  idsGranted: {
    check: 'subordinate-ids',
    state: 'ok',
    message: '{user} has subordinate user and group ids on {host}',
  },
  idsMissing: {
    check: 'subordinate-ids',
    state: 'fail',
    message:
      '{user} has no subordinate user or group ids on {host}, without which no rootless engine starts',
    fix: 'Ask its administrator for `usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user}`, with a range that nobody else has.',
  },
  lingers: {
    check: 'linger',
    state: 'ok',
    message: 'The programs of {user} on {host} go on after logout',
  },
  lingerMissing: {
    check: 'linger',
    state: 'warn',
    message:
      'The rootless engine of {user} on {host} ends, with its containers, when {user} logs out',
    fix: 'Run `loginctl enable-linger` there; where that is refused, ask its administrator for `loginctl enable-linger {user}`.',
    repair: 'linger',
    offer: 'Keep the Engine Running',
  },
  gpuCgroups: {
    check: 'nvidia-cgroups',
    state: 'warn',
    message:
      'Containers with GPUs fail in the rootless engine of {host}: its NVIDIA runtime wants to change cgroups, which only root may',
    fix: 'Ask its administrator for `nvidia-ctk config --set nvidia-container-cli.no-cgroups=true --in-place`, or use `--device nvidia.com/gpu=all` (CDI).',
  },
  gpuCgroupsLeft: {
    check: 'nvidia-cgroups',
    state: 'ok',
    message: 'The NVIDIA runtime of {host} leaves cgroups alone',
  },
  hostDiskFree: { check: 'host-disk', state: 'ok', message: '{path} on {host} has {free} left' },
  hostDiskLow: {
    check: 'host-disk',
    state: 'warn',
    message: '{path} on {host} has only {free} left',
    fix: 'Remove images, volumes and containers that nobody needs (`docker system df` tells what they take).',
  },
  hostDiskFull: {
    check: 'host-disk',
    state: 'fail',
    message: 'The disk of {path} on {host} is full ({free} left)',
    fix: 'Remove images, volumes, containers or files that nobody needs, or ask its administrator for room.',
  },
  containerRuns: { check: 'container', state: 'ok', message: '{container} runs' },
  containerStopped: {
    check: 'container',
    state: 'fail',
    message: '{container} is not running ({state}), so nothing in it was looked at',
    fix: 'Start it, and look again.',
  },
  insideDiskFree: {
    check: 'container-disk',
    state: 'ok',
    message: '{path} in {container} has {free} left',
  },
  insideDiskLow: {
    check: 'container-disk',
    state: 'warn',
    message: '{path} in {container} has only {free} left; VS Code Server takes 500 MB',
    fix: 'Remove files there, or keep the home on a larger volume.',
  },
  insideDiskFull: {
    check: 'container-disk',
    state: 'fail',
    message: 'The disk of {path} in {container} is full ({free} left)',
    fix: 'Remove files there, or keep the home on a larger volume.',
  },
  systemFit: {
    check: 'editor-system',
    state: 'ok',
    message:
      'VS Code Server runs with the C library ({libc}) and the kernel ({kernel}) of {container}',
  },
  systemOld: {
    check: 'editor-system',
    state: 'fail',
    message:
      'VS Code Server does not run in {container}: it needs {lacking} or later, and there is {libc} on kernel {kernel}',
    fix: 'Use an image of a later system (Debian 10, Ubuntu 20.04, RHEL 8 or later); SSH in a terminal works as it is.',
  },
  toolsThere: {
    check: 'editor-tools',
    state: 'ok',
    message: '{container} has the programs that VS Code Server needs',
  },
  toolsMissing: {
    check: 'editor-tools',
    state: 'warn',
    message: '{container} lacks what VS Code Server needs: {tools}',
    fix: 'Add it to the image.',
  },
  toolsInstallable: {
    check: 'editor-tools',
    state: 'warn',
    message: '{container} lacks what VS Code Server needs: {tools}',
    fix: 'Let Dockhop install {packages} with {manager}, or add it to the image.',
    repair: 'editorTools',
    offer: 'Install {packages}',
  },
  serverThere: {
    check: 'ssh-server',
    state: 'ok',
    message: '{container} has an SSH server ({version})',
  },
  serverInstallable: {
    check: 'ssh-server',
    state: 'ok',
    message: '{container} has no SSH server yet; attaching installs one with {manager}',
  },
  serverBrought: {
    check: 'ssh-server',
    state: 'ok',
    message: '{container} has no SSH server and nothing to install one with; attaching brings one',
  },
  prepared: { check: 'ssh-server', state: 'ok', message: '{container} is set up for {user}' },
  unprepared: {
    check: 'ssh-server',
    state: 'fail',
    message: 'There is an entry for {container}, but its set-up is gone ({directory})',
    fix: 'Let Dockhop renew it, or attach again.',
    repair: 'renewEntry',
    offer: 'Renew the Entry',
  },
  gpuSeen: { check: 'gpu', state: 'ok', message: '{container} sees {count} GPU(s) of {host}' },
  gpuUnseen: {
    check: 'gpu',
    state: 'warn',
    message: '{host} has a GPU, and {container} sees none',
    fix: 'If it should, create the container anew with `--gpus all` (podman: `--device nvidia.com/gpu=all`).',
  },
  gpuLost: {
    check: 'gpu',
    state: 'fail',
    message: '{container} was given a GPU and cannot use it any more: {reason}',
    fix: 'Restart the container. If that happens again and again, ask the administrator of {host} about systemd and cgroups.',
  },
  entryAbsent: {
    check: 'entry',
    state: 'ok',
    message: 'There is no entry for {container} yet; attaching writes one',
  },
  entryCurrent: {
    check: 'entry',
    state: 'ok',
    message: 'The entry {alias} leads into {container}',
  },
  entryOutdated: {
    check: 'entry',
    state: 'fail',
    message:
      'The entry {alias} is for a container that had the same name: {container} was created anew since',
    fix: 'Let Dockhop renew it, or attach again.',
    repair: 'renewEntry',
    offer: 'Renew the Entry',
  },
  entryUnwritten: {
    check: 'entry',
    state: 'fail',
    message: 'The entry {alias} for {container} is gone from the files of Dockhop',
    fix: 'Let Dockhop write it again, or attach again.',
    repair: 'renewEntry',
    offer: 'Write the Entry Again',
  },
  entryStale: {
    check: 'entry',
    state: 'warn',
    message:
      'The entry {alias} leads nowhere: there is no container {container} on {host} any more',
    fix: 'Let Dockhop remove it.',
    repair: 'removeEntry',
    offer: 'Remove the Entries of {host} That Lead Nowhere',
  },
  leak: {
    check: 'leak',
    state: 'warn',
    message: 'Your ssh config adds `{option} {value}` to the entry {alias}',
    fix: 'Move it to a `Host` that means what it is for, or exclude the entry there (`Host * !{alias}`).',
  },
} as const satisfies Record<string, FindingText>;

export type FindingName = keyof typeof findings;
