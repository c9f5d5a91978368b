import { afterAll, beforeAll, expect, it } from 'vitest';
import { docker } from '../lab/lab.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';
import { waitFor } from './harness/waitFor.ts';

const container = 'notebook';

/** Prints in colours, tries what a log has no business with, and serves a page to itself alone. */
const program = `use strict; use Socket; $| = 1;
print "\\e]52;c;cHduZWQ=\\a\\e[32mepoch 1\\e[0m loss 0.42\\n";
socket(my $listener, AF_INET, SOCK_STREAM, 0) or die;
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, pack_sockaddr_in(18888, INADDR_LOOPBACK)) or die;
listen($listener, 16);
for (;;) {
  accept(my $client, $listener) or next;
  sysread($client, my $request, 65536);
  syswrite($client, "HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\nhello from inside");
  close $client;
}
`;

beforeAll(async () => {
  const listed = await docker('docker', 'ps', '-a', '--format', '{{.Names}} {{.Image}}');
  const image = /^ws-nossh (\S+)$/m.exec(listed.replaceAll('\r', ''))?.[1] ?? 'debian';
  await docker('docker', 'rm', '-f', container);
  const options = ['-d', '--init', '--network', 'none', '--name', container];
  await docker('docker', 'run', ...options, image, 'perl', '-e', program);
}, 60_000);
afterAll(async () => {
  await docker('docker', 'rm', '-f', container);
});

const session = useSession({ prepare: (folders) => chooseHosts(folders, ['gpu1']) });
const row = ['gpu1', container];

it('opens a shell in a container without an SSH server, and hangs up with its terminal', async () => {
  const { workbench } = session();
  await workbench.openContainer('Dockhop');
  const tree = workbench.tree('Hosts');
  await tree.expand(['gpu1']);
  await tree.clickAction(row, 'Open Terminal');
  await workbench.terminal.waitForText(/#\s*$/);
  await workbench.terminal.type('tty; stty size; echo $((20 + 3))-漢字; ls --color=always -d /');
  await workbench.terminal.waitForText('23-漢字');
  const [, rows = '', columns = ''] = /(\d+) (\d+)$/m.exec(await workbench.terminal.text()) ?? [];
  expect(Number(rows)).toBeGreaterThan(4);
  expect(Number(columns)).toBeGreaterThan(40);
  await workbench.picture('terminal-inside');
  await workbench.terminal.type('exit 0');
  await waitFor('the shell to be gone', 20_000, async () =>
    (await docker('docker', 'top', container)).includes('dockhop-') ? undefined : true,
  );
});

it('follows what a container prints, in its colours, over a restart', async () => {
  const { workbench } = session();
  await workbench.tree('Hosts').chooseFromMenu(row, 'Show Container Logs');
  await workbench.terminal.waitForText('epoch 1 loss 0.42');
  await docker('docker', 'restart', '-t', '0', container);
  const text = await workbench.terminal.waitForText('The container was started again.');
  expect(text).toContain('The container has stopped');
  await workbench.terminal.waitForText(/started again\.\s+epoch 1 loss 0\.42/);
  expect(await workbench.terminal.text()).not.toContain('52;c');
  await workbench.picture('logs');
});

it('forwards a port on which a container listens for itself alone, and lists it', async () => {
  const { workbench } = session();
  await workbench.tree('Hosts').chooseFromMenu(row, 'Forward Port…');
  await workbench.quickInput.pick(/18888/);
  const said = await workbench.notifications.waitFor(/leads to port 18888 of notebook/);
  const address = /127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '';
  const answer = await fetch(`http://${address}/`);
  expect(await answer.text()).toBe('hello from inside');

  const ports = workbench.tree('Forwarded Ports');
  expect((await ports.row([address])).description).toContain('→ notebook:18888');
  await workbench.picture('forwarded-port');
  await ports.clickAction([address], 'Stop Forwarding');
  await waitFor('nothing to listen', 20_000, () =>
    fetch(`http://${address}/`).then(
      () => undefined,
      () => true,
    ),
  );
});
