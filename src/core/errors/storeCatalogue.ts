import type { CatalogueEntry } from './catalogueEntry.ts';

/** The part of the catalogue that is about what engines store: images and volumes. */
export const storeCatalogue = {
  IMAGE_NOT_FOUND: {
    message: 'There is no image {image} on {host}',
    action: 'Look at the list of images again.',
  },
  IMAGE_IN_USE: {
    message: 'The image {image} on {host} is in use: {reason}',
    action: 'Remove the containers that use it first.',
  },
  IMAGE_NAME_UNFIT: {
    message: '{image} is no name of an image',
    action: 'Use lower-case letters, digits and . _ - /, then :tag.',
  },
  IMAGE_NOT_PULLED: {
    message: 'The engine of {host} could not pull {image}: {reason}',
    action:
      'Check the name, and that {host} reaches its registry. Behind a slow or closed network, name a mirror in the setting dockhop.images.mirror.',
    variants: {
      denied: {
        message: 'The registry has no {image}, or wants a login for it: {reason}',
        action:
          'Check the name. A private image is pulled on {host} itself, after a login with the engine’s own command.',
      },
      mirror: {
        message: 'The engine of {host} could not pull {image} from the mirror {mirror}: {reason}',
        action: 'Check the name, and check or clear the setting dockhop.images.mirror.',
      },
    },
  },
  IMAGE_MIRROR_UNFIT: {
    message: '{mirror} in the setting dockhop.images.mirror is no registry',
    action: 'Give a host name, with a port and a path where it has them: docker.m.example.org',
  },
  IMAGE_NOT_LOADED: {
    message: 'The engine of {host} did not load {file}: {reason}',
    action: 'Choose a file that an engine saved, and see that {host} has room on its disk.',
  },
  IMAGE_NOT_SAVED: {
    message: 'The image {image} of {host} could not be saved: {reason}',
    action: 'Try again. Nothing incomplete was left under its name.',
  },
  CHECKSUM_WRONG: {
    message: '{file} is not what {checksum} says it should be',
    action: 'Copy it again. If you trust it as it is, remove the checksum file.',
  },
  RUN_REFUSED: {
    message: 'The engine of {host} could not run {image}: {reason}',
    action: 'Correct what was asked for, then try again. No container was left behind.',
    variants: {
      gpus: {
        message: 'The engine of {host} could not run {image} with GPUs: {reason}',
        action:
          'GPUs need NVIDIA’s container toolkit on {host}, and for podman its CDI specification (`nvidia-ctk cdi generate`). No container was left behind.',
      },
    },
  },
  RUN_UNFIT: {
    message: '{text} makes no sense for a container: {reason}',
    action: 'Correct it, then try again.',
  },
  VOLUME_NOT_FOUND: {
    message: 'There is no volume {volume} on {host}',
    action: 'Look at the list of volumes again.',
  },
  VOLUME_IN_USE: {
    message: 'The volume {volume} on {host} is in use: {reason}',
    action: 'Remove the containers that use it first.',
  },
  VOLUME_EXISTS: {
    message: 'There is a volume called {volume} on {host} already',
    action: 'Choose another name.',
  },
  VOLUME_UNFIT: {
    message: '{text} cannot be that of a volume',
    action:
      'A name has letters, digits, `_`, `.` and `-`, with a letter or digit first; a directory of the host is an absolute path.',
  },
} as const satisfies Record<string, CatalogueEntry>;
