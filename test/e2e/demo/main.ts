// Run by scripts/demo, which has set everything up: opens the lab in VS Code until Ctrl-C, or with --check tries it
// without a person.
import { checkDemo } from './checkDemo.ts';
import { showInBrowser } from './showInBrowser.ts';
import { showOnDesktop } from './showOnDesktop.ts';

const [wish, program] = process.argv.slice(2);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

if (wish === '--check') await checkDemo(say);
else if (wish === '--desktop' && program !== undefined) await showOnDesktop(program, say);
else await showInBrowser(say);
