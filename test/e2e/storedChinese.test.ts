import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { SmallRegistry } from '../integration/engine/smallRegistry.ts';
import { docker } from '../lab/lab.ts';
import { attachMs } from './harness/attachOffer.ts';
import { chooseHosts } from './harness/chooseHosts.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs } from './harness/waitFor.ts';

const fromHub = 'e2e-tiny-zh:v1';
const made = 'e2e-run-zh';
const volume = 'e2e-volume-zh';

/** Sentences of ours that stayed English would have words in a row; names of things are single ones. */
const englishWords = /[a-z]{2,} [a-z]{2,} [a-z]{2,}/i;

describe('images, volumes and files in Chinese', () => {
  const session = useSession({
    locale: 'zh-cn',
    settings: { 'files.simpleDialog.enable': true },
    prepare: (folders) => chooseHosts(folders, ['gpu1']),
  });
  const registry = new SmallRegistry();
  const images = () => session().workbench.tree('镜像');
  const volumes = () => session().workbench.tree('卷');
  let workspace = '';
  let told: () => Promise<string[]>;

  beforeAll(async () => {
    await cleanUp();
    workspace = (await docker('docker', 'inspect', '-f', '{{.Config.Image}}', 'ws-idle')).trim();
    await registry.listen();
    const { workbench, editor } = session();
    await editor.inHost.run(
      'await vscode.workspace.getConfiguration("dockhop").update("images.mirror", args[0], true);',
      await registry.on('gpu1'),
    );
    await workbench.openContainer('Dockhop');
    for (const view of ['主机', '镜像', '卷']) await workbench.toggleView(view);
    await images().expand(['gpu1']);
    told = await workbench.notifications.remember();
  });

  afterAll(async () => {
    registry.close();
    await cleanUp();
  });

  it('pulls, saves and loads an image', async () => {
    const { workbench, folders, editor } = session();
    const { quickInput, fileDialog, notifications } = workbench;
    await workbench.runCommand('Dockhop: 拉取镜像…');
    await quickInput.waitFor('在哪台主机上？');
    await quickInput.pick('gpu1');
    await quickInput.waitForPrompt('Docker Hub 的镜像来自');
    await quickInput.type(fromHub);
    await quickInput.accept();
    await notifications.waitFor(`已将 ${fromHub} 拉取到 gpu1。`, patienceMs);
    expect((await images().row(['gpu1', fromHub], patienceMs)).description).toBe('600 kB');

    const file = join(folders.root, 'tiny.tar');
    await images().chooseFromMenu(['gpu1', fromHub], '将镜像保存到文件…');
    await fileDialog.choose('将镜像保存到文件', file, 'ssh');
    const saved = await notifications.waitFor('SHA-256 为', patienceMs);
    expect(saved).toContain((await readFile(`${file}.sha256`, 'utf8')).slice(0, 64));

    await writeFile(`${file}.sha256`, `${'0'.repeat(64)}  tiny.tar\n`);
    await images().chooseFromMenu(['gpu1'], '从文件载入镜像…');
    await fileDialog.choose('从文件载入镜像', file, 'tiny.tar');
    await notifications.waitFor('中的校验和不符', patienceMs);
    await workbench.picture('images-wrong-checksum-zh');
    await rm(`${file}.sha256`);
    await notifications.click('中的校验和不符', '重试');
    await fileDialog.choose('从文件载入镜像', file, 'tiny.tar');
    await notifications.waitFor(`已将 ${fromHub} 载入 gpu1 的引擎。`, patienceMs);
    await editor.inHost.execute('notifications.clearAll');
  });

  it('makes a volume and runs an image with it', async () => {
    const { workbench, editor } = session();
    const { quickInput, notifications } = workbench;
    const answer = async (prompt: string, text: string): Promise<void> => {
      await quickInput.waitForPrompt(prompt);
      await quickInput.type(text);
      await quickInput.accept();
    };
    await volumes().expand(['gpu1']);
    await volumes().chooseFromMenu(['gpu1'], '创建卷…');
    await answer('卷名称', volume);
    await answer('要绑定的主机目录；留空则由引擎管理', '');
    await volumes().row(['gpu1', volume], patienceMs);

    await images().clickAction(['gpu1', workspace], '运行镜像…');
    await answer('容器名称', made);
    await quickInput.waitFor('它使用哪些 GPU？');
    await quickInput.pick('不使用 GPU');
    await quickInput.waitForPrompt('卷和主机目录');
    await quickInput.type('no');
    await quickInput.waitForPrompt('例如 data:/data');
    await workbench.picture('run-zh');
    await answer('例如 data:/data', `${volume}:/data`);
    await answer('要发布到主机回环地址的端口', '');
    await answer('共享内存（/dev/shm）', '');
    await quickInput.waitFor('它运行什么？');
    await quickInput.pick('什么都不运行，只保持运行状态');
    await notifications.waitFor('现在可用了', attachMs);
    await volumes().says(['gpu1', volume], new RegExp(`^由 ${made} 使用$`));
    await editor.inHost.execute('notifications.clearAll');
    await workbench.picture('images-zh');
  });

  it('walks through files, sends one and brings it back', async () => {
    const { workbench, folders, editor } = session();
    const { quickInput, fileDialog, notifications } = workbench;
    await workbench.toggleView('主机');
    const hosts = workbench.tree('主机');
    await hosts.expand(['gpu1']);
    const from = join(folders.root, 'notes.txt');
    await writeFile(from, 'from here\n');
    await hosts.chooseFromMenu(['gpu1', made], '上传文件…');
    await quickInput.waitFor(`上传到 ${made}`);
    await quickInput.type('/data');
    await quickInput.accept();
    await workbench.picture('files-upload-zh');
    await quickInput.pick('将文件上传到 /data');
    await fileDialog.choose('将文件上传到 /data', from, 'ssh');
    await notifications.waitFor(`已将 notes.txt 上传到 ${made} 的 /data。`, patienceMs);

    await hosts.chooseFromMenu(['gpu1', made], '浏览文件…');
    await quickInput.waitFor(`${made} 的文件`);
    await quickInput.type('/data');
    await quickInput.accept();
    await quickInput.clickAction('notes.txt', '重命名…');
    await quickInput.waitForPrompt('新名称');
    await quickInput.type('here.txt');
    await quickInput.accept();
    await quickInput.clickAction('here.txt', '下载…');
    const to = join(folders.root, 'back.txt');
    await fileDialog.choose('下载 /data/here.txt', to, 'ssh');
    await notifications.waitFor(`已将 10 B 下载到 ${to}。`, patienceMs);
    await workbench.picture('files-downloaded-zh');
    expect(await readFile(to, 'utf8')).toBe('from here\n');
    await editor.inHost.execute('notifications.clearAll');
  });

  it('asks before it removes, and says what that means', async () => {
    const { workbench } = session();
    const { dialog } = workbench;
    await volumes().chooseFromMenu(['gpu1', volume], '删除卷…');
    const asked = await dialog.read();
    expect(asked.message).toBe(`要删除卷 ${volume} 吗？`);
    expect(asked.detail).toContain(`${volume} · gpu1 · 由 ${made} 使用`);
    expect(asked.detail).not.toMatch(englishWords);
    await workbench.picture('volumes-remove-zh');
    await dialog.click('Cancel');

    await images().chooseFromMenu(['gpu1', fromHub], '删除镜像…');
    expect((await dialog.read()).message).toBe(`要删除镜像 ${fromHub} 吗？`);
    await dialog.click('删除');
    await images().isGone(['gpu1'], fromHub);
    for (const message of await told()) expect(message).not.toMatch(englishWords);
  });

  async function cleanUp(): Promise<void> {
    await docker('docker', 'rm', '-f', made).catch(() => undefined);
    await Promise.all([
      docker('docker', 'rmi', fromHub).catch(() => undefined),
      docker('docker', 'volume', 'rm', volume).catch(() => undefined),
    ]);
  }
});
