import { join } from 'node:path';

export const repository = join(import.meta.dirname, '../../..');
/** The packed extension: what DOCKHOP_EXTENSION names, else what `npm run package` made. */
export const packedExtension =
  process.env['DOCKHOP_EXTENSION'] ?? join(repository, 'dist/dockhop.vsix');
export const companions = join(repository, 'test/e2e/companion');
/** Companions, packed once; not in git. */
export const packedCompanions = join(repository, '.cache/companions');
/** Sets of extensions that the editor has installed in this run; not in git. */
export const installedExtensions = join(repository, '.cache/installedExtensions');
/** Which commands the sessions of each test file ran; not in git. */
export const ranCommands = join(repository, '.cache/ranCommands');
/** What a person would have in ~/.ssh/config to reach the lab, written by test/lab/up. */
export const labSshConfig = join(repository, '.lab/ssh/config');
/** Pictures of every run; not in git. */
export const screenshots = join(repository, 'test/e2e/screenshots');
/** Pictures that the README shows; in git. */
export const readmeScreenshots = join(repository, 'media/screenshots');
