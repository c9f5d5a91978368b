import { expect, it } from 'vitest';

import { attachMs } from './harness/attachOffer.ts';
import { useSession } from './harness/useSession.ts';
import { patienceMs, waitFor } from './harness/waitFor.ts';

const session = useSession({ locale: 'zh-cn' });

/** Sentences of ours that stayed English would have words in a row; names of things are single ones. */
const englishWords = /[a-z]{2,} [a-z]{2,} [a-z]{2,}/i;

it('says in Chinese what to do before a host is chosen', async () => {
  const { workbench } = session();
  await workbench.openContainer('Dockhop');
  const welcome = await workbench.welcomeText();
  expect(welcome).toContain('从您的 ssh 配置中选择主机');
  expect(welcome).not.toMatch(englishWords);
  await workbench.picture('welcome-zh');

  await workbench.clickWelcomeButton('选择主机…');
  await workbench.quickInput.waitFor('选择主机');
  await workbench.quickInput.tick('gpu1-dave');
  await workbench.quickInput.tick('gpu2');
  await workbench.quickInput.accept();
});

it('shows the tree, and what failed, in Chinese', async () => {
  const { workbench } = session();
  const tree = workbench.tree('主机');
  await tree.expand(['gpu2']);
  const idle = await tree.row(['gpu2', 'ws-idle']);
  expect(idle.description).toContain('运行中');
  await tree.expand(['gpu1-dave']);
  const failure = await tree.someRow('the failure', ({ icon }) => icon === 'error');
  expect(failure.description).toBe('不可用');
  const notes = await waitFor('what failed, and what to do', patienceMs, async () => {
    const labels = await tree.children(['gpu1-dave']);
    return labels.length === 2 ? labels : undefined;
  });
  expect(notes.join('\n')).toMatch(/gpu1-dave.*容器引擎/);
  expect(notes.join('\n')).not.toMatch(englishWords);
});

it('offers in Chinese what can be done after an attach', async () => {
  const { workbench } = session();
  const tree = workbench.tree('主机');
  await tree.clickAction(['gpu2', 'ws-idle'], '附加');
  const offer = await workbench.notifications.waitFor('现在可用了', attachMs);
  expect(offer).not.toMatch(englishWords);
  const notification = await workbench.notifications.find('现在可用了');
  expect(notification?.buttons).toEqual(['在终端中打开', '复制 ssh 命令']);
  await workbench.widenSideBar(520);
  await tree.hover(['gpu2', 'ws-nossh']);
  await workbench.readmePicture('explorer-zh');
  await editor().execute('notifications.clearAll');
});

it('opens a terminal, and shows what a container printed, in Chinese', async () => {
  const { workbench } = session();
  const { terminal, quickInput } = workbench;
  const tree = workbench.tree('主机');
  await tree.chooseFromMenu(['gpu2', 'ws-idle'], '打开终端');
  await terminal.waitForText('正在 ws-idle 中打开 shell…');
  await terminal.waitForText(/#\s*$/);
  await terminal.type('exit 0');
  await terminal.waitForNone();
  await tree.chooseFromMenu(['gpu2', 'ws-stopped'], '按选项显示容器日志…');
  await quickInput.waitFor('从什么时候开始显示？');
  expect((await quickInput.options()).join('\n')).not.toMatch(englishWords);
  await workbench.picture('log-options-zh');
  await quickInput.pick('最近 200 行');
  await quickInput.pick('不带时间戳');
  await terminal.waitForText('容器已停止，正在等待它再次启动。');
  await workbench.picture('logs-zh');
  await editor().execute('workbench.action.terminal.killAll');
});

it('says in Chinese what is broken, and what to do', async () => {
  const { workbench } = session();
  await workbench.tree('主机').chooseFromMenu(['gpu1-dave'], '诊断：检查主机');
  await workbench.quickInput.waitFor('诊断：gpu1-dave');
  const checks = await workbench.quickInput.options();
  expect(checks[0]).toContain('dave 无权使用');
  expect(checks.join('\n')).not.toMatch(englishWords);
  await workbench.picture('doctor-zh');
  await workbench.quickInput.cancel();
});

it('tells in Chinese what failed and what to do', async () => {
  const { workbench } = session();
  await workbench.runCommand('Dockhop: 通过跳板机附加…');
  await workbench.quickInput.waitFor('通过跳板机附加');
  await workbench.quickInput.pick('gpu1-dave');
  const message = await workbench.notifications.waitFor('dave 无权使用');
  expect(message).toContain('请让管理员把 dave 加入 docker 组');
  expect(message).not.toMatch(englishWords);
  const notification = await workbench.notifications.find('dave 无权使用');
  expect(notification?.buttons).toEqual(expect.arrayContaining(['重试', '显示日志']));
  await workbench.picture('failure-zh');
});

const editor = () => session().editor.inHost;
