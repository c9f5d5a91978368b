import { offeredAlias } from '../harness/attachOffer.ts';
import { chooseHosts } from '../harness/chooseHosts.ts';
import { Session } from '../harness/session.ts';
import { sshInto } from '../harness/sshInto.ts';
import { demoHosts } from './demoHosts.ts';

const host = 'gpu1';
const container = 'ws-idle';

/** Clicks Attach on a container as a person would, and tries what they would try next. Rejects when anything fails. */
export async function checkDemo(say: (line: string) => void): Promise<void> {
  const session = await Session.start({
    prepare: (folders) => chooseHosts(folders, demoHosts),
  });
  const { workbench, folders } = session;
  try {
    await workbench.openContainer('Dockhop');
    const tree = workbench.tree('Hosts');
    await tree.expand([host]);
    await tree.row([host, container]);
    say(`the explorer shows ${(await tree.children([host])).length} containers on ${host}`);

    await tree.clickAction([host, container], 'Attach');
    const alias = await offeredAlias(workbench);
    say(`attached: ${container} on ${host} is ${alias} now`);

    const { code, stdout, stderr } = await sshInto(folders.sshConfig, alias, 'id -un; hostname');
    if (code !== 0) throw new Error(`ssh ${alias} failed: ${stderr}`);
    say(`ssh ${alias} says: ${stdout.trim().replaceAll('\n', ' at ')}`);

    say(`picture: ${await workbench.picture('demo')}`);
  } catch (error) {
    say(`picture of the failure: ${await workbench.picture('demo-failed')}`);
    throw error;
  } finally {
    await session.close();
  }
}
