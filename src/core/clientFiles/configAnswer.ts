import { sshAnswer, type SshAnswer } from '../ssh/config/sshAnswer.ts';

/**
 * What this laptop's ssh makes of a host under one config file and no other.
 * @param program the path of ssh.
 * @throws SSH_NOT_FOUND; the signal's reason.
 */
export function configAnswer(
  program: string,
  configFile: string,
  host: string,
  signal: AbortSignal,
): Promise<SshAnswer> {
  return sshAnswer(program, ['-F', configFile, '-G', '--', host], signal);
}
