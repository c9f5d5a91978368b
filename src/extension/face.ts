import * as vscode from 'vscode';
import type { AttachTools } from '../core/attach/attachTools.ts';
import { EngineDirectory } from '../core/attach/engineDirectory.ts';
import { ClientFiles } from '../core/clientFiles/clientFiles.ts';
import { dockhopHome } from '../core/clientFiles/dockhopHome.ts';
import { HintsFile } from '../core/clientFiles/hintsFile.ts';
import { includeLineOf } from '../core/clientFiles/includeLine.ts';
import { PortableServers } from '../core/container/portable/portableServers.ts';
import { SharedConfigFile } from '../core/clientFiles/sharedConfig.ts';
import { AllConnections } from '../core/ssh/allConnections.ts';
import { ConnectionPool } from '../core/ssh/connectionPool.ts';
import { AcceptedKeys } from '../core/ssh/login/acceptedKeys.ts';
import { SecretMemory } from '../core/ssh/login/secretMemory.ts';
import { SystemSsh } from '../core/ssh/system/systemSsh.ts';
import { reachTarget } from './commands/container/reachTarget.ts';
import type { FaceDesk } from './commands/desk.ts';
import { registerTerminalProfile } from './commands/terminal/terminalProfile.ts';
import { Inspections } from './documents/inspections.ts';
import { EditorSecrets } from './editorSecrets.ts';
import { WindowOpener } from './editors/windowOpener.ts';
import type { Errands } from './errands.ts';
import { Explorer } from './explorer/explorer.ts';
import { RememberedChoices } from './explorer/rememberedChoices.ts';
import { ContainerFileSystem } from './files/containerFileSystem.ts';
import { Forwards } from './forwards/forwards.ts';
import { ForwardsView } from './forwards/forwardsView.ts';
import { tellForwardGone } from './forwards/tellForwardGone.ts';
import { imageStore } from './images/imageStore.ts';
import type { OutputLog } from './log.ts';
import { AgreedPrompter, EditorPrompter } from './prompts/editorPrompter.ts';
import { InstallConsents } from './prompts/installConsents.ts';
import { reachContainer } from './reachContainer.ts';
import { registerCommands } from './registerCommands.ts';
import { mayUseSudo, prefersPortable, readEntrySettings, readSshSettings } from './settings.ts';
import { FailureDesk } from './showFailure.ts';
import { LinkHandler } from './links/linkHandler.ts';
import { OpeningMark } from './windows/openingMark.ts';
import { renewBeforeConnect } from './windows/renewBeforeConnect.ts';
import { StoreView } from './stores/storeView.ts';
import { volumeStore } from './volumes/volumeStore.ts';
import { ShellTerminals } from './terminals/shellTerminals.ts';
import { StatusBar } from './windows/statusBar.ts';

/** All of Dockhop in one window, for the settings that held when it was put together. */
export interface Face {
  /** Resolves when the window may connect. */
  beforeConnect(): Promise<void>;
  /** Resolves when every connection and program is gone. */
  dispose(): Promise<void>;
}

/** The composition root: news up, wires, disposes. */
export function composeFace(context: vscode.ExtensionContext, log: OutputLog): Face {
  const { globalState } = context;
  const ended = new AbortController();
  const settings = readSshSettings();
  const home = dockhopHome();
  const consents = new InstallConsents(globalState);
  const prompter = new EditorPrompter(consents);
  const shared = new SharedConfigFile(home, settings);
  const system = new SystemSsh({ settings, shared, log });
  const kept = new EditorSecrets(context.secrets);
  const secrets = new SecretMemory(kept, log);
  const hints = new HintsFile(home, log);
  const acceptedKeys = new AcceptedKeys(hints);
  const connections = new AllConnections(
    new ConnectionPool({ settings, prompter, log, system, secrets, acceptedKeys }),
  );
  const directory = new EngineDirectory(connections, log, mayUseSudo, hints);
  const clientFiles = new ClientFiles({ home, settings, log, entries: readEntrySettings });
  const portable = { servers: new PortableServers(), isPreferred: prefersPortable };
  const tools: AttachTools = { directory, clientFiles, shared, settings, prompter, log, portable };
  const agreedTools = { ...tools, prompter: new AgreedPrompter(prompter, consents) };

  const failures = new FailureDesk(settings, log);
  const mark = new OpeningMark(globalState);
  const windows = new WindowOpener({ mark, settings, includeLine: includeLineOf(home), log });
  const onFailure = (error: unknown): void => {
    void failures.show(error);
  };
  const choices = new RememberedChoices(context);
  const explorer = new Explorer({ tools, home, choices, onFailure });
  const storeTools = { directory, clientFiles, home, onFailure };
  const stores = [new StoreView(imageStore, storeTools), new StoreView(volumeStore, storeTools)];
  const inspections = new Inspections(async (target) => {
    const unasked = { unasked: true };
    const reached = await reachTarget(target, directory, ended.signal, unasked);
    return reached.engine.control.inspectRaw(reached.id, reached.signal);
  });
  const fileSystem = new ContainerFileSystem(directory, ended.signal);
  const shells = new ShellTerminals(
    (target, signal) => reachContainer(target, directory, signal),
    log,
  );
  const forwards = new Forwards(
    (target, signal, isAsked) => reachContainer(target, directory, signal, { unasked: !isAsked }),
    tellForwardGone,
  );
  const desk: FaceDesk = {
    ...{
      tools,
      agreedTools,
      doctorTools: { ...agreedTools, connections },
      home,
      explorer,
      stores,
      windows,
      consents,
      inspections,
      shells,
      forwards,
      failures,
      fileSystem,
      log,
    },
    storage: context.globalStorageUri.fsPath,
    told: new Set(),
    forgetSecrets: () => {
      secrets.clear();
      return kept.forgetAll();
    },
    ended: ended.signal,
  };
  let errands: Promise<Errands> | undefined;
  const loadErrands = (): Promise<Errands> =>
    (errands ??= import('./errands.ts').then(({ errandsAt }) => errandsAt(desk)));
  const statusBar = new StatusBar(desk);
  statusBar.show().catch(onFailure);
  const disposables = [
    ...registerCommands(loadErrands, desk),
    vscode.window.registerUriHandler(new LinkHandler(loadErrands, failures)),
    registerTerminalProfile(loadErrands, failures),
    new ForwardsView(forwards),
    inspections,
    statusBar,
    explorer,
    ...stores,
    choices,
    fileSystem.register(),
    fileSystem,
  ];
  return {
    beforeConnect: () =>
      renewBeforeConnect(loadErrands, { mark, clientFiles, log }).catch(onFailure),
    dispose: async () => {
      ended.abort();
      for (const disposable of disposables) disposable.dispose();
      // While there are connections: an engine ends no shell by itself.
      await Promise.allSettled([shells.end(), forwards.end()]);
      await connections.dispose();
      await hints.settled;
    },
  };
}
