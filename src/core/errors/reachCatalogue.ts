import type { CatalogueEntry } from './catalogueEntry.ts';

/** The part of the catalogue that is about reaching a host. */
export const reachCatalogue = {
  // Reading the ssh config and resolving the path
  CONFIG_UNREADABLE: {
    message: 'ssh cannot read its configuration {file}: {reason}',
    action: 'Correct the file, then try again.',
  },
  SSH_NOT_FOUND: {
    message: 'No OpenSSH client was found on this machine',
    action: 'Install OpenSSH, or put its ssh program on the PATH.',
  },
  DESTINATION_REFUSED: {
    message: '{destination} is not a destination that can be handed to ssh',
    action: 'Use a host name from your ssh config, or user@host.',
  },
  // Reaching a host
  JUMP_UNREACHABLE: {
    message: '{hop} ({address}) cannot be reached: {reason}',
    action: 'Check the network and that `ssh {hop}` works, then try again.',
  },
  CONNECTION_LOST: {
    message: 'The connection to {hop} ({address}) was lost: {reason}',
    action: 'Try again when {hop} is back.',
  },
  HOP_TIMEOUT: {
    message: '{hop} ({address}) did not answer within {seconds} seconds while {phase}',
    action: 'Check that `ssh {hop}` works, then try again.',
  },
  HOST_KEY_UNKNOWN: {
    message: 'The {keyType} host key {fingerprint} of {hop} ({address}) is not known',
    action:
      'Run `ssh {hop}` once, compare the fingerprint with its administrator’s, and accept it.',
  },
  HOST_KEY_CHANGED: {
    message: 'The host key of {hop} ({address}) is not the one in {file}',
    action: 'Someone may be listening. Ask the administrator before you remove the old key.',
  },
  HOST_KEY_REVOKED: {
    message: 'The host key of {hop} ({address}) is marked as revoked in {file}',
    action: 'Do not connect. Ask the administrator of {hop}.',
  },
  AUTH_FAILED: {
    message: '{hop} ({address}) did not let {user} in; tried: {tried}',
    action:
      'Add the right key to your ssh agent, or name it with IdentityFile for {hop}; or type the right password or code.',
  },
  TOO_MANY_KEYS: {
    message: '{hop} ({address}) ended the login after {count} keys that it did not want: {reason}',
    action: 'Name the right key with IdentityFile for {hop}, and set `IdentitiesOnly yes` there.',
  },
  PASSWORD_EXPIRED: {
    message: '{hop} ({address}) lets {user} in only with a new password',
    action: 'Run `ssh {hop}` in a terminal and change it there, then try again.',
  },
  ANSWER_NEEDED: {
    message: '{hop} ({address}) asks for {what}, and nobody answered',
    action: 'Connect again and answer it.',
  },
  FORWARDING_REFUSED: {
    message: '{hop} refuses to forward to {target}',
    action: 'Use `ProxyCommand ssh {hop} nc %h %p` for the hosts behind it, if nc is there.',
  },
  PROXY_COMMAND_FAILED: {
    message: 'The ProxyCommand of {hop} ended ({reason}): {command}',
    action: 'Run the command in a terminal, correct it, then try again.',
  },
  // Engines and containers
  COMMAND_REFUSED: {
    message: '{hop} does not run {command}: {reason}',
    action:
      'Check that `ssh {hop} true` works: menus, forced commands and jump-only accounts do not.',
  },
  OUTPUT_TOO_LONG: {
    message: '{hop} answered {command} with more than {bytes} bytes',
    action: 'Look at what the login scripts of {hop} print.',
  },
  HOST_UNFIT: {
    message: '{host} cannot run the search for engines: {reason}',
    action: 'Check that `ssh {host} sh` runs a shell there: menus and forced commands do not.',
  },
} as const satisfies Record<string, CatalogueEntry>;
