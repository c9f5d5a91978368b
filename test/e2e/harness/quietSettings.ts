/** Keeps away whatever would cover the workbench, reach for the network or render text as pixels. */
export const quietSettings = {
  'chat.disableAIFeatures': true,
  // What Dockhop asks the first time that it opens a window.
  'dockhop.remoteSsh.adjustSettings': 'always',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'update.mode': 'none',
  'window.commandCenter': false,
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  // Rows that stick to the top would be read twice.
  'workbench.tree.enableStickyScroll': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};
