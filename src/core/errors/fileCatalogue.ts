import type { CatalogueEntry } from './catalogueEntry.ts';

/** The part of the catalogue that is about files of containers. */
export const fileCatalogue = {
  FILE_ABSENT: {
    message: 'There is no {path} in {container}',
    action: 'Look at its directory again.',
  },
  FILE_DENIED: {
    message: '{container} keeps {path} from its user, or cannot be changed there',
    action: 'Change its mode or owner as root in a terminal, or choose another place.',
  },
  FILE_EXISTS: {
    message: '{path} is in {container} already',
    action: 'Choose another name, or remove it first.',
  },
  FILE_KIND: {
    message: '{path} in {container} is neither a file nor a directory',
    action: 'Choose a file.',
    variants: {
      directory: {
        message: '{path} in {container} is a directory',
        action: 'Choose a file in it.',
      },
      notDirectory: {
        message: '{path} in {container} is not a directory',
        action: 'Choose a directory.',
      },
    },
  },
  FILE_TOO_LARGE: {
    message: '{path} in {container} is too large for an editor',
    action: 'Download it instead.',
  },
  FILE_FAILED: {
    message: '{path} in {container} could not be dealt with: {reason}',
    action: 'Look at the room on its disk and at its mounts, then try again.',
  },
  FILES_UNFIT: {
    message: 'The files of {container} cannot be looked through or changed: {reason}',
    action: 'Use an image with a POSIX shell, the basic utilities and tar.',
  },
  TRANSFER_BROKEN: {
    message: 'The transfer of {path} broke off: {reason}',
    action: 'Try again. Nothing incomplete was left under its name.',
  },
  TRANSFER_REFUSED: {
    message: '{container} sent something that is not written to this machine: {reason}',
    action: 'Its image may be hostile, or the name not possible here. Nothing of it was kept.',
  },
} as const satisfies Record<string, CatalogueEntry>;
