/** Every command that package.json contributes; a test compares the two. */
export const commandIds = {
  attach: 'dockhop.attach',
  attachAsUser: 'dockhop.attachAsUser',
  attachHere: 'dockhop.attachHere',
  attachViaJumpHost: 'dockhop.attachViaJumpHost',
  attachWithFolder: 'dockhop.attachWithFolder',
  browseFiles: 'dockhop.browseFiles',
  chooseHosts: 'dockhop.chooseHosts',
  chooseRoute: 'dockhop.chooseRoute',
  cleanUpEntries: 'dockhop.cleanUpEntries',
  clearFilter: 'dockhop.clearFilter',
  commitContainer: 'dockhop.commitContainer',
  containerOfWindow: 'dockhop.containerOfWindow',
  copyAddress: 'dockhop.copyAddress',
  copyDiagnostics: 'dockhop.copyDiagnostics',
  copyEntry: 'dockhop.copyEntry',
  copyForwardedAddress: 'dockhop.copyForwardedAddress',
  copyId: 'dockhop.copyId',
  copyLink: 'dockhop.copyLink',
  copyName: 'dockhop.copyName',
  copySshCommand: 'dockhop.copySshCommand',
  createVolume: 'dockhop.createVolume',
  doctorContainer: 'dockhop.doctorContainer',
  doctorHost: 'dockhop.doctorHost',
  downloadFiles: 'dockhop.downloadFiles',
  exportEntries: 'dockhop.exportEntries',
  filterContainers: 'dockhop.filterContainers',
  forget: 'dockhop.forget',
  forgetSecrets: 'dockhop.forgetSecrets',
  forwardPort: 'dockhop.forwardPort',
  groupByProject: 'dockhop.groupByProject',
  inspectContainer: 'dockhop.inspectContainer',
  killContainer: 'dockhop.killContainer',
  loadImage: 'dockhop.loadImage',
  openEntry: 'dockhop.openEntry',
  openForwardedPort: 'dockhop.openForwardedPort',
  openSshTerminal: 'dockhop.openSshTerminal',
  openTerminal: 'dockhop.openTerminal',
  openTerminalAs: 'dockhop.openTerminalAs',
  openWalkthrough: 'dockhop.openWalkthrough',
  pauseContainer: 'dockhop.pauseContainer',
  pullImage: 'dockhop.pullImage',
  refresh: 'dockhop.refresh',
  refreshInspection: 'dockhop.refreshInspection',
  removeContainer: 'dockhop.removeContainer',
  removeContainerWithVolumes: 'dockhop.removeContainerWithVolumes',
  removeHost: 'dockhop.removeHost',
  removeImage: 'dockhop.removeImage',
  removeSsh: 'dockhop.removeSsh',
  removeVolume: 'dockhop.removeVolume',
  renameContainer: 'dockhop.renameContainer',
  repairSsh: 'dockhop.repairSsh',
  restartContainer: 'dockhop.restartContainer',
  retryHost: 'dockhop.retryHost',
  runImage: 'dockhop.runImage',
  saveImage: 'dockhop.saveImage',
  setUpSsh: 'dockhop.setUpSsh',
  showAllContainers: 'dockhop.showAllContainers',
  showFlat: 'dockhop.showFlat',
  showLog: 'dockhop.showLog',
  showLogs: 'dockhop.showLogs',
  showLogsWith: 'dockhop.showLogsWith',
  showRunningOnly: 'dockhop.showRunningOnly',
  startAndAttach: 'dockhop.startAndAttach',
  startContainer: 'dockhop.startContainer',
  stopContainer: 'dockhop.stopContainer',
  stopForward: 'dockhop.stopForward',
  tagImage: 'dockhop.tagImage',
  unpauseContainer: 'dockhop.unpauseContainer',
  uploadFiles: 'dockhop.uploadFiles',
} as const;

export type CommandName = keyof typeof commandIds;

/**
 * What a command does with what the menu, the keyboard or another caller hands it. In a tree where
 * several rows are selected, `selection` has all of them; `argument` is the one that was clicked.
 */
export type CommandHandler = (argument: unknown, selection?: unknown) => void | Promise<void>;

/** What a key binding hands a command that is about what is selected in the tree. */
export const selectedRows = 'selectedRows';

/** One handler for each command, none forgotten. */
export type CommandHandlers = Readonly<Record<CommandName, CommandHandler>>;

/** The handlers that one folder of commands has. */
export type SomeCommandHandlers = Partial<CommandHandlers>;

/** The tree of hosts, engines and containers. */
export const hostsViewId = 'dockhop.hosts';

/** What engines store. */
export const imagesViewId = 'dockhop.images';
export const volumesViewId = 'dockhop.volumes';

/** The list of forwarded ports, and the context key by which it is there. */
export const portsViewId = 'dockhop.ports';
export const forwardsKey = 'dockhop.hasForwards';

/** What a new terminal may be, in the editor's own list. */
export const terminalProfileId = 'dockhop.container';

/** Context key: `some` or `none`; unset until Dockhop knows, so that no welcome flashes by. */
export const hostsKey = 'dockhop.chosenHosts';

/** Context keys of how containers are listed. */
export const groupedKey = 'dockhop.grouped';
export const runningOnlyKey = 'dockhop.runningOnly';
/** Whether some containers may be left out. */
export const filteredKey = 'dockhop.filtered';

/** Context key: whether this window is in a container of ours. */
export const inContainerKey = 'dockhop.inContainer';

/** The steps of the first hour, in the editor's own list of walkthroughs. */
export const walkthroughId = 'firstHour';

/** Context key: the first of those steps was done at an earlier time. */
export const hostsWereChosenKey = 'dockhop.hostsWereChosen';
