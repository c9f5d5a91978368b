import { ClientFiles } from '../../../src/core/clientFiles/clientFiles.ts';
import { dockhopHome } from '../../../src/core/clientFiles/dockhopHome.ts';
import { entryFor, recordFor } from '../../unit/core/clientFiles/values.ts';

/** A program of its own that writes one entry: `entryWriter <home directory> <alias>`. */
const [, , homeDirectory = '', alias = ''] = process.argv;
const home = dockhopHome({ env: {}, homeDirectory });
const settings = { configFile: home.userConfigFile };
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet };
void new ClientFiles({ home, settings, log }).writeEntry(
  entryFor(alias),
  recordFor(alias),
  new AbortController().signal,
);
