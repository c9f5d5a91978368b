import path from 'node:path';
import { failure } from '../errors/dockhopError.ts';
import { asByteText } from './byteText.ts';
import type { DockhopHome } from './dockhopHome.ts';
import { includeValue } from './entryValue.ts';
import type { IncludeLine } from './includeText.ts';

/** The line for a config that Dockhop does not know; it may be one that no Include can hold. */
export function includeLineOf(home: DockhopHome): string {
  return `Include ${includeValue(home.entriesFile) ?? home.entriesFile}`;
}

/**
 * The line that includes Dockhop's entries in a config: relative where ssh takes it from `~/.ssh`
 * anyway, for every client understands that, else an absolute path.
 * @param configFile absolute path of the config.
 * @throws HOME_UNSAFE when Dockhop's directory has a name that no Include can hold.
 */
export function includeLineFor(
  home: DockhopHome,
  configFile: string,
  platform: NodeJS.Platform = process.platform,
): IncludeLine {
  const { sep } = platform === 'win32' ? path.win32 : path.posix;
  const inDefaultPlace = home.directory === [home.sshDirectory, 'dockhop'].join(sep);
  const absolute = includeValue(home.entriesFile, platform);
  const value = inDefaultPlace && configFile === home.userConfigFile ? 'dockhop/config' : absolute;
  if (value === undefined) {
    const reason = 'an Include line of ssh cannot hold this path';
    throw failure('HOME_UNSAFE', { path: home.directory, reason });
  }
  const paths = [
    ...(inDefaultPlace ? ['dockhop/config', '~/.ssh/dockhop/config'] : []),
    ...(absolute === undefined ? [] : [absolute.replaceAll('"', '')]),
  ];
  return { line: asByteText(`Include ${value}`), paths: paths.map(asByteText) };
}
