import { readFile } from 'node:fs/promises';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { docker, recreate } from '../lab/lab.ts';
import { attachMs, attachOffer, offeredAlias } from './harness/attachOffer.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { sshInto } from './harness/sshInto.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

describe('where no Remote-SSH is installed', () => {
  const session = useSession({ prepare: (folders) => chooseHosts(folders, ['gpu1', 'gpu2']) });
  let untouchedConfig = '';
  const aliases = new Map<string, string>();

  beforeAll(async () => {
    untouchedConfig = await readFile(session().folders.sshConfig, 'utf8');
    // Others may have installed a server there, and left theirs behind.
    await recreate('docker', 'ws-nossh');
    await session().workbench.openContainer('Dockhop');
    await session().workbench.tree('Hosts').expand(['gpu1']);
  });

  // Packages stay when a set-up is undone.
  afterAll(() => recreate('docker', 'ws-nossh'));

  beforeEach(() => session().editor.inHost.execute('notifications.clearAll'));

  it('attaches in one click, says what it does, and offers a terminal', async () => {
    const { workbench, folders } = session();
    const tree = workbench.tree('Hosts');
    const remembered = await workbench.notifications.remember();

    await tree.clickAction(['gpu1', 'ws-idle'], 'Attach');
    const offer = await workbench.notifications.waitFor(attachOffer, attachMs);

    expect(offer).toContain('No Remote-SSH extension is installed');
    const alias = await offeredAlias(workbench);
    aliases.set('ws-idle', alias);
    const steps = (await remembered()).filter((text) => text.startsWith('Attaching to ws-idle'));
    expect(steps.join('\n')).toContain('Setting up the SSH server');
    expect(steps.join('\n')).toContain('Proving it with ssh');
    const notification = await workbench.notifications.find(attachOffer);
    expect(notification?.buttons).toEqual(['Open in Terminal', 'Copy ssh Command']);

    await workbench.notifications.click(attachOffer, 'Open in Terminal');
    await workbench.terminal.waitForText(/[#$] *$/m);
    await workbench.terminal.type('echo "I am in $(cat /etc/hostname)"');
    const hostname = (await docker('docker', 'exec', 'ws-idle', 'cat', '/etc/hostname')).trim();
    await workbench.terminal.waitForText(`I am in ${hostname}`);
    await session().editor.inHost.execute('workbench.action.terminal.killAll');
    await workbench.terminal.waitForNone();

    const { code, stdout } = await sshInto(folders.sshConfig, alias, 'cat /etc/hostname');
    expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: hostname });
    const row = await tree.says(['gpu1', 'ws-idle'], /^SSH/);
    expect(row.spoken).toContain('SSH is ready');
  });

  it('copies the command that a person can paste elsewhere', async () => {
    const { workbench, editor, folders } = session();
    await workbench.tree('Hosts').chooseFromMenu(['gpu1', 'ws-idle'], 'Copy ssh Command');
    await workbench.notifications.waitFor('Copied');
    const alias = aliases.get('ws-idle') ?? 'no alias';
    expect(await editor.inHost.clipboard()).toBe(`ssh -F ${folders.sshConfig} ${alias}`);
  });

  it('opens a terminal by that very command', async () => {
    const { workbench, editor } = session();
    await workbench.tree('Hosts').chooseFromMenu(['gpu1', 'ws-idle'], 'Open SSH Terminal');
    await workbench.terminal.waitForText(/[#$] *$/m);
    await workbench.terminal.type('echo "by ${SSH_CONNECTION:+ssh}"');
    await workbench.terminal.waitForText('by ssh');
    await editor.inHost.execute('workbench.action.terminal.killAll');
  });

  it('asks before it installs anything, saying what and where', async () => {
    const { workbench, folders } = session();
    const tree = workbench.tree('Hosts');

    await tree.clickAction(['gpu1', 'ws-nossh'], 'Attach');
    const refused = await workbench.dialog.read(attachMs);
    expect(refused.message).toBe('Install openssh-server in ws-nossh on gpu1?');
    expect(refused.detail).toContain('Nothing is installed on gpu1 itself, and no port is opened.');
    await workbench.dialog.click('Cancel');
    await workbench.notifications.waitForNone('Attaching to ws-nossh');
    await expect(
      docker('docker', 'exec', 'ws-nossh', 'test', '-e', '/usr/sbin/sshd'),
    ).rejects.toThrow();

    const remembered = await workbench.notifications.remember();
    await workbench.widenSideBar(520);
    await tree.chooseFromMenu(['gpu1', 'ws-nossh'], 'Attach');
    await workbench.dialog.read(attachMs);
    await workbench.dialog.click('Install');
    // Not a line that names where the packages come from: the picture is for the README.
    await workbench.notifications.waitFor(
      /Installing an SSH server in the container: (?:Unpacking|Selecting|Preparing|Setting up)/,
      attachMs,
    );
    await workbench.readmePicture('attach');

    const alias = await offeredAlias(workbench);
    aliases.set('ws-nossh', alias);
    expect((await remembered()).join('\n')).toContain(
      'Installing an SSH server in the container: ',
    );
    const { code, stderr } = await sshInto(folders.sshConfig, alias, 'true');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('starts a stopped container only when asked', async () => {
    const { workbench, folders } = session();
    const tree = workbench.tree('Hosts');
    try {
      await tree.clickAction(['gpu1', 'ws-stopped'], 'Start and Attach');
      const alias = await offeredAlias(workbench);
      aliases.set('ws-stopped', alias);
      const { code } = await sshInto(folders.sshConfig, alias, 'true');
      expect(code).toBe(0);
      await tree.shows(['gpu1', 'ws-stopped'], 'vm-running');
    } finally {
      await docker('docker', 'stop', '-t', '1', 'ws-stopped');
    }
    await tree.shows(['gpu1', 'ws-stopped'], 'vm-outline');
  });

  it('takes the entry back, and what was set up', async () => {
    const { workbench, folders } = session();
    const tree = workbench.tree('Hosts');
    const remembered = await workbench.notifications.remember();
    for (const name of ['ws-nossh', 'ws-stopped']) {
      const alias = aliases.get(name) ?? 'no alias';
      await tree.chooseFromMenu(['gpu1', name], 'Forget…');
      const question = await workbench.dialog.read();
      expect(question.message).toBe(`Forget ${name} on gpu1?`);
      await workbench.dialog.click('Remove Entry and Undo Set-Up');
      await tree.says(['gpu1', name], /^(?!SSH)/);
      await waitFor(`${alias} to be gone`, patienceMs, async () => {
        const { stderr } = await sshInto(folders.sshConfig, alias, 'true');
        return stderr.includes('Could not resolve hostname') ? true : undefined;
      });
      // Only of the first: the editor shows no more than three messages in 0.8 s, and counts steps, too.
      if (name === 'ws-stopped') continue;
      // Last of all, the set-up is undone by then.
      await waitFor('that it was removed', patienceMs, async () =>
        (await remembered()).some((said) => said.startsWith('Removed ') && said.includes(alias))
          ? true
          : undefined,
      );
      await expect(docker('docker', 'exec', name, 'test', '-e', '/etc/dockhop')).rejects.toThrow();
    }
  });

  it('leaves an entry that works with the editor gone, and the image’s environment in it', async () => {
    const { workbench, editor, folders } = session();
    await workbench.tree('Hosts').clickAction(['gpu1', 'ws-env'], 'Attach');
    const alias = await offeredAlias(workbench);
    await editor.stop();

    const { code, stdout } = await sshInto(folders.sshConfig, alias, 'echo "$PATH"; id');
    const path = (await docker('docker', 'exec', 'ws-env', 'printenv', 'PATH')).trim();
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe(path);
    expect(stdout).toContain('uid=0(root)');
    const config = await readFile(folders.sshConfig, 'utf8');
    expect(config.endsWith(untouchedConfig)).toBe(true);
    expect(config.slice(0, -untouchedConfig.length)).toMatch(/^Include [^\n]+\n+$/);
  });
});

describe('where Remote-SSH is installed', () => {
  const session = useSession({
    companions: ['remoteSsh'],
    prepare: (folders) => chooseHosts(folders, ['gpu2']),
  });

  it('opens the window of a container from its row, without a question', async () => {
    const { workbench, editor, folders } = session();
    await workbench.openContainer('Dockhop');
    const tree = workbench.tree('Hosts');
    await tree.expand(['gpu2']);
    await tree.clickAction(['gpu2', 'ws-idle'], 'Attach');

    const [window] = await windowsOpened(1);
    const alias = aliasIn(window?.uri);
    expect(window).toMatchObject({
      command: 'vscode.openFolder',
      options: { forceNewWindow: true },
    });
    const { code, stderr } = await sshInto(folders.sshConfig, alias, 'true');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const platforms = await editor.inHost.run(
      'return vscode.workspace.getConfiguration("remote.SSH").get("remotePlatform");',
    );
    expect(platforms).toEqual({ [alias]: 'linux' });
  });

  it('asks for host, container and folder from the palette, and opens that folder', async () => {
    const { workbench, folders } = session();
    await workbench.runCommand('Dockhop: Attach via Jump Host…');
    await workbench.quickInput.waitFor('Attach via Jump Host');
    // Not among the chosen hosts, and behind a jump host that only has nc.
    await workbench.quickInput.pick('gpu1-nc');
    await workbench.quickInput.waitFor('Which container of gpu1-nc?');
    await workbench.quickInput.pick('trainer-api-1');
    await workbench.quickInput.waitFor('Which folder in the container?');
    expect((await workbench.quickInput.options())[0]).toBe('/app');
    await workbench.quickInput.pick('Type Another Folder…');
    await workbench.quickInput.waitForPrompt('An absolute path in the container');
    await workbench.quickInput.type('/usr/share/a folder');
    await workbench.quickInput.accept();

    const [, window] = await windowsOpened(2);
    const alias = aliasIn(window?.uri);
    expect(window?.uri).toBe(uriOf(alias, '/usr/share/a%20folder'));
    const { code } = await sshInto(folders.sshConfig, alias, 'true');
    expect(code).toBe(0);
  });

  async function windowsOpened(count: number) {
    return waitFor(`${count} windows to be opened`, attachMs, async () => {
      const windows = await session().editor.inHost.openedWindows();
      return windows.length >= count ? windows : undefined;
    });
  }
});

/** As VS Code writes a URI: the plus sign of the authority is encoded. */
const uriOf = (alias: string, path: string): string =>
  `vscode-remote://ssh-remote%2B${alias}${path}`;

function aliasIn(uri: string | null | undefined): string {
  const [, alias] = /^vscode-remote:\/\/ssh-remote%2B([a-z0-9.-]+)\//.exec(uri ?? '') ?? [];
  if (alias === undefined) throw new Error(`no window on an alias: ${String(uri)}`);
  return alias;
}
