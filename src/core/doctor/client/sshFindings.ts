import { sshProgramOf, type SshSettings } from '../../ssh/sshProgram.ts';
import { isAtLeast, sshVersion } from '../../ssh/system/sshVersion.ts';
import { failed, found, type Finding } from '../finding.ts';

/** The ssh program of this machine, which entries and proofs stand on. */
export async function sshFindings(settings: SshSettings): Promise<readonly Finding[]> {
  try {
    const program = await sshProgramOf(settings);
    const { major, minor } = await sshVersion(program);
    if (major === 0) return [found('sshUnknown', { program })];
    const version = `${major}.${minor}`;
    // ssh_config(5), ProxyJump: since 7.3.
    const isOld = !isAtLeast({ major, minor }, 7, 3);
    return [found(isOld ? 'sshOld' : 'sshFound', { program, version })];
  } catch (error) {
    return [failed('ssh', error)];
  }
}
