import { strictModes, type Base } from './directory.ts';
import { setEnvLine, type SessionEnvironment } from './environment.ts';
import { isAtLeast, type OpensshVersion } from '../look/opensshVersion.ts';

export interface SshdConfigParts {
  readonly base: Base;
  /** Our directory; its files are named in here. */
  readonly directory: string;
  /** Login name, checked: it must be no pattern. */
  readonly user: string;
  readonly version: OpensshVersion;
  readonly environment: SessionEnvironment;
}

/**
 * The configuration that sshd is given with `-f` (sshd_config(5)). Not a drop-in for the image's own:
 * there the first value wins, and old releases have no Include.
 * UsePAM: PAM in a container fails elsewhere (loginuid), and would let passwords in.
 */
export function sshdConfig(parts: SshdConfigParts): string {
  const { base, directory, user, version, environment } = parts;
  const keyboard = isAtLeast(version, 8, 7)
    ? 'KbdInteractiveAuthentication'
    : 'ChallengeResponseAuthentication';
  return [
    '# Made by Dockhop: lets one user of this container in over SSH, by key only.',
    '# Prepare writes it anew; `dockhop forget --undo` removes it with its directory.',
    `HostKey ${directory}/hostkey`,
    `AuthorizedKeysFile ${directory}/authorized_keys`,
    'PidFile none',
    `StrictModes ${strictModes(base) ? 'yes' : 'no'}`,
    `AllowUsers ${user}`,
    'PermitRootLogin prohibit-password',
    'AuthenticationMethods publickey',
    'PubkeyAuthentication yes',
    'PasswordAuthentication no',
    `${keyboard} no`,
    'PermitEmptyPasswords no',
    'HostbasedAuthentication no',
    'UsePAM no',
    'MaxAuthTries 3',
    'LoginGraceTime 30',
    'ClientAliveInterval 60',
    'ClientAliveCountMax 3',
    'AllowTcpForwarding yes',
    'AllowStreamLocalForwarding yes',
    'GatewayPorts no',
    'AllowAgentForwarding no',
    'X11Forwarding no',
    'PermitTunnel no',
    'PermitUserRC no',
    'PrintMotd no',
    'UseDNS no',
    'Subsystem sftp internal-sftp',
    ...environmentLines(version, environment),
    '',
  ].join('\n');
}

function environmentLines(
  version: OpensshVersion,
  { carrier, variables }: SessionEnvironment,
): readonly string[] {
  if (variables.length === 0) return [];
  if (carrier === 'setEnv') return [setEnvLine(variables)];
  // Names limit what the user's own ~/.ssh/environment may set, too; before 7.8 there were none.
  const names = variables.map(({ name }) => name).join(',');
  return [`PermitUserEnvironment ${isAtLeast(version, 7, 8) ? names : 'yes'}`];
}
