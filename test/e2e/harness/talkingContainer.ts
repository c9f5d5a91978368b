import { docker } from '../../lab/lab.ts';

/** Prints in colours, tries what a log has no business with, and serves a page to itself alone. */
const program = (port: number): string => `use strict; use Socket; $| = 1;
print "\\e]52;c;cHduZWQ=\\a\\e[32mepoch 1\\e[0m loss 0.42\\n";
socket(my $listener, AF_INET, SOCK_STREAM, 0) or die;
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, pack_sockaddr_in(${port}, INADDR_LOOPBACK)) or die;
listen($listener, 16);
for (;;) {
  accept(my $client, $listener) or next;
  sysread($client, my $request, 65536);
  syswrite($client, "HTTP/1.0 200 OK\\r\\nContent-Type: text/plain\\r\\n\\r\\nhello from inside");
  close $client;
}
`;

/**
 * Starts a container on gpu1, in place of one of that name, that prints `epoch 1 loss 0.42` and answers
 * `hello from inside` on a port of its loopback. It has no network, no SSH server and an account `dev`.
 */
export async function startTalking(name: string, port: number): Promise<void> {
  const listed = await docker('docker', 'ps', '-a', '--format', '{{.Names}} {{.Image}}');
  const image = /^ws-nossh (\S+)$/m.exec(listed.replaceAll('\r', ''))?.[1] ?? 'debian';
  await docker('docker', 'rm', '-f', name);
  const options = ['-d', '--init', '--network', 'none', '--restart', 'unless-stopped'];
  await docker('docker', 'run', ...options, '--name', name, image, 'perl', '-e', program(port));
  const account = 'echo dev:x:1234:1234::/tmp:/bin/sh >> /etc/passwd';
  await docker('docker', 'exec', name, 'sh', '-c', account);
}
