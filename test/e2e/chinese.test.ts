import { expect, it } from 'vitest';

import { useSession } from './harness/useSession.ts';

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
  const notes = await tree.children(['gpu1-dave']);
  expect(notes).toHaveLength(2);
  expect(notes.join('\n')).toMatch(/gpu1-dave.*容器引擎/);
  expect(notes.join('\n')).not.toMatch(englishWords);
});

it('tells a failed attach in Chinese', async () => {
  const { workbench } = session();
  const tree = workbench.tree('主机');
  await tree.clickAction(['gpu2', 'ws-idle'], '附加');
  const offer = await workbench.notifications.waitFor('现在可用了', 120_000);
  expect(offer).not.toMatch(englishWords);
  await workbench.readmePicture('explorer-zh');
});
