import type { CatalogueEntry } from './catalogueEntry.ts';
import { fileCatalogue } from './fileCatalogue.ts';
import { reachCatalogue } from './reachCatalogue.ts';
import { storeCatalogue } from './storeCatalogue.ts';

/**
 * Every failure a person can meet: one sentence that says what happened, one that says what to do.
 * `{name}` is filled from the error's details. The English text is also the key under which the
 * translations in l10n/ are found, so the catalogue is the only place that has to change.
 */
export const catalogue = {
  ...reachCatalogue,
  ENGINE_NOT_FOUND: {
    message: 'No container engine answers on {host}',
    action:
      'Start Docker or podman there (rootless: `systemctl --user start docker` or `podman.socket`).',
  },
  ENGINE_DENIED: {
    message: '{user} may not use the container engine of {host} ({socket})',
    action:
      'Ask its administrator for membership of the socket’s group, or start a rootless engine.',
    variants: {
      group: {
        message:
          '{user} may not use the container engine of {host}: {socket} is for {owner} and the group {group} (mode {mode})',
        action:
          'Ask its administrator to add {user} to the group {group}, or start a rootless engine. Where you may use sudo there without a password, allow it with the setting dockhop.engine.sudo or --sudo.',
      },
      owner: {
        message:
          '{user} may not use the container engine of {host}: {socket} is for {owner} alone (group {group}, mode {mode})',
        action:
          'Start a rootless engine of your own. Where you may use sudo there without a password, allow it with the setting dockhop.engine.sudo or --sudo.',
      },
      sudo: {
        message:
          '{user} may not use the container engine of {host}, and sudo does not run {command} without a password: {reason}',
        action:
          'Ask its administrator for a sudo rule with NOPASSWD for {command} or for membership of the engine’s group, or start a rootless engine.',
      },
    },
  },
  ENGINE_UNKNOWN: {
    message: 'No engine {engine} answers on {host}; those that do: {engines}',
    action: 'Name one of these with --engine, or leave it out.',
  },
  ENGINE_AMBIGUOUS: {
    message: 'Several engines of {host} have such a container: {engines}',
    action: 'Choose it in the explorer, or name one with --engine.',
  },
  ENGINE_TIMEOUT: {
    message: 'The engine of {host} did not {what} within {seconds} seconds',
    action: 'Look at the load of {host} and at the log of its engine, then try again.',
  },
  ENGINE_REFUSED: {
    message: 'The engine of {host} refused to {what}: {reason}',
    action: 'Look at the container with the engine’s own command, then try again.',
  },
  ENGINE_UNREADABLE: {
    message: 'The engine of {host} gave an answer that makes no sense: {reason}',
    action: 'Check that the socket {socket} is a Docker or podman engine.',
  },
  CONTAINER_NOT_FOUND: {
    message: 'There is no container {container} on {host}',
    action: 'Look at the explorer, or at `dockhop ps {host} --all`.',
  },
  CONTAINER_AMBIGUOUS: {
    message: 'Several containers on {host} match {container}',
    action: 'Use the full name or a longer id.',
  },
  NAME_UNFIT: {
    message: '{name} is no name for a container',
    action: 'Use letters, digits, `_`, `.` and `-`, with a letter or digit first.',
  },
  NAME_TAKEN: {
    message: 'There is a container called {name} on {host} already',
    action: 'Choose another name.',
  },
  CONTAINER_STOPPED: {
    message: 'The container {container} is not running ({state})',
    action: 'Start it first: with Start and Attach, or with --start.',
  },
  // Preparing a container
  CONSENT_NEEDED: {
    message: '{what} needs your consent',
    action: 'Run it at a terminal, or add --yes.',
  },
  CONTAINER_TIMEOUT: {
    message: '{container} did not finish {what} within {seconds} seconds',
    action: 'Look at its load, then try again.',
  },
  CONTAINER_ANSWER_INVALID: {
    message: '{container} gave an answer that Dockhop does not accept: {reason}',
    action: 'Its image may be damaged or hostile. Do not attach to it unless you know why.',
  },
  CONTAINER_UNFIT: {
    message: '{container} cannot run the set-up: {reason}',
    action: 'Use an image with a POSIX shell and the basic utilities.',
  },
  NO_PACKAGE_MANAGER: {
    message: '{container} has no SSH server and no package manager that Dockhop knows',
    action: 'Install an OpenSSH server in its image.',
  },
  PORTABLE_UNFIT: {
    message: 'The portable SSH server cannot be used in {container}: {reason}',
    action: 'Install an OpenSSH server in its image.',
  },
  INSTALL_FAILED: {
    message: 'Installing {packages} in {container} failed: {reason}',
    action: 'Read the log. Check the network and package sources of the container.',
  },
  USER_UNKNOWN: {
    message: 'There is no usable account {user} in {container}: {reason}',
    action: 'Choose another user with --user, or add the account to the image.',
  },
  ACCOUNT_LOCKED: {
    message: 'The account {user} of {container} is locked',
    action: 'Unlock it (`usermod -p "*" {user}` in the container), or choose another user.',
  },
  CAPS_MISSING: {
    message:
      '{container} lacks the capabilities {capabilities} that an SSH server for {user} needs',
    action: 'Choose another user with --user, or create the container with these capabilities.',
  },
  NO_WRITABLE_PLACE: {
    message: '{container} has no safe writable directory for Dockhop’s files',
    action: 'Give it a writable /etc, or a tmpfs on /run.',
  },
  DIRECTORY_UNSAFE: {
    message: '{directory} in {container} was made by someone else',
    action: 'Look at it, remove it if it is not needed, then try again.',
  },
  SSHD_REFUSED: {
    message: 'The SSH server of {container} refuses its configuration: {reason}',
    action: 'Update the OpenSSH server in the container, or report this.',
  },
  SSHD_NOT_STARTED: {
    message: 'The SSH server of {container} did not start on port {port}: {reason}',
    action: 'Free the port in the container, or attach by the route exec.',
  },
  // Route, entry, proof
  ROUTE_UNAVAILABLE: {
    message: 'The route {route} cannot be used for {container}: {reason}',
    action: 'Choose another route (--route), or let Dockhop choose (--route auto).',
  },
  ENTRY_REFUSED: {
    message: 'No entry can be written for {container}: {reason}',
    action: 'Rename what is named here, then try again.',
  },
  IDENTITY_UNFIT: {
    message: '{file} cannot be the identity of entries: {reason}',
    action:
      'Name a key in dockhop.entry.identityFile that has its .pub beside it, or leave it empty.',
  },
  ROUTE_UNPROVEN: {
    message:
      'The entry {alias} was written but `ssh {alias}` failed, so it was withdrawn: {reason}',
    action: 'Correct what ssh names here, then try again.',
  },
  ROUTE_REFUSED: {
    message:
      'The entry {alias} was written but `ssh {alias}` did not get past a machine on the way, so it was withdrawn: {reason}',
    action: 'Correct what ssh names here, then try again. No other route goes around it.',
  },
  ROUTE_TAKEN_OVER: {
    message:
      'Where the container should be, another SSH server answered `ssh {alias}`, so the entry was withdrawn: {reason}',
    action: 'Attach again: the container’s address or port may have gone to another one.',
  },
  OWN_ENTRY_UNPROVEN: {
    message: 'Your own entry {alias} does not lead into {container}: {reason}',
    action:
      'Correct it in your ssh config; or forget it here, and attach by an entry of Dockhop’s.',
  },
  ENTRY_NOT_FOUND: {
    message: 'Dockhop has no entry for {container} on {host}',
    action: 'Name it as `dockhop ps {host} --all` does, or by its alias.',
  },
  ALIAS_UNKNOWN: {
    message: 'Dockhop has no entry called {alias}',
    action: 'See `dockhop entries` for those that there are.',
  },
  ENTRY_LOCAL: {
    message: 'The entry {alias} leads into a container of this machine, and nowhere on another',
    action: 'Attach there: `dockhop attach local` with a container of that machine.',
  },
  // Files under ~/.ssh
  FILE_UNREADABLE: {
    message: '{file} cannot be read: {reason}',
    action: 'Make it readable to you, then try again. Nothing was changed.',
  },
  FILE_UNWRITABLE: {
    message: '{file} cannot be written: {reason}',
    action: 'See that you can write there, then try again. The file is as it was.',
  },
  FILE_DAMAGED: {
    message: '{file} is not as Dockhop wrote it: {reason}',
    action:
      'If a newer Dockhop wrote it, update this one; else move it away and attach again. The file is as it was.',
  },
  FILE_LOCKED: {
    message: '{file} is being changed by another program',
    action: 'Try again in a moment.',
  },
  CONFIG_UNSAFE: {
    message: 'Dockhop does not touch {file}: {reason}',
    action: 'Add this as its first line yourself: {line}',
  },
  HOME_UNSAFE: {
    message: '{path} cannot be trusted with Dockhop’s files: {reason}',
    action: 'Look at it, move it away if it is not yours, then try again.',
  },
  // Files of containers
  ...fileCatalogue,
  ...storeCatalogue,
  // Forwarded ports
  FORWARD_UNFIT: {
    message: '{container} has no program that could carry a connection to a port in it',
    action: 'Install perl, python3 or bash there; or attach, and forward the port in that window.',
  },
  PORT_SILENT: {
    message: 'Nothing in {container} listens on its port {port}',
    action: 'Start the server there, then open the address again.',
  },
  REPAIR_FAILED: {
    message: '{host} refused {command}: {reason}',
    action: 'Ask its administrator to do it.',
  },
  // The editor
  NO_EDITOR: {
    message: 'The entry {alias} is ready, but no editor could be opened from here',
    action: 'Use `ssh {alias}`, or open the alias with the Remote - SSH of your editor.',
  },
  ROUTE_NOT_CHOSEN: {
    message:
      'Every port that {container} publishes is open to whoever reaches {host}, so no SSH server is started at one unasked',
    action:
      'Choose the route published if that is what you want, or create the container with its port on 127.0.0.1.',
  },
  EDITOR_SERVER_UNREACHABLE: {
    message: 'The server of {editor} cannot be fetched from {address}: {reason}',
    action:
      'See that this machine reaches that address, by your proxy if it has one, then try again.',
  },
  EDITOR_SERVER_UNFIT: {
    message: 'The server of {editor} cannot be brought into {container}: {reason}',
    action: 'Mend that and attach again; ssh in a terminal works as it is.',
  },
  NO_HOST: {
    message: 'No host is chosen',
    action: 'Name a host, or choose one in the explorer.',
  },
  // No fault of anything
  USAGE: {
    message: 'The command line is not understood: {problem}',
    action: 'See `dockhop --help`.',
  },
  CANCELLED: {
    message: 'It was cancelled',
    action: 'Run it again whenever you like.',
    variants: {
      dismissed: { message: 'Not connected: the question was dismissed', action: 'Connect again.' },
    },
  },
  UNEXPECTED: {
    message: 'Something went wrong that Dockhop did not foresee: {reason}',
    action: 'Please report this with the log.',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
