import { describe, expect, it } from 'vitest';
import { serverPlan } from '../../../../src/extension/editors/serverPlan.ts';

const microsofts = 'ms-vscode-remote.remote-ssh';

describe('how a Remote-SSH brings its server', () => {
  it.each([
    [microsofts, {}, { layout: 'launcher', own: 'possible' }],
    [microsofts, { useExecServer: true }, { layout: 'launcher', own: 'possible' }],
    [microsofts, { useExecServer: false }, { layout: 'commit', own: 'possible' }],
    [microsofts, { localServerDownload: 'always' }, { layout: 'launcher', own: 'chosen' }],
    [microsofts, { localServerDownload: 'off' }, { layout: 'launcher', own: 'possible' }],
    ['jeanp413.open-remote-ssh', { useExecServer: false }, { layout: 'commit', own: 'none' }],
    ['jeanp413.open-remote-ssh', { serverInstallPath: {} }, { layout: 'commit', own: 'none' }],
  ])('%s with %j', (extension, settings, plan) => {
    expect(serverPlan(extension, settings)).toEqual(plan);
  });

  it.each([
    [microsofts, { serverInstallPath: { box: '/data' } }],
    ['jeanp413.open-remote-ssh', { serverInstallPath: '/data' }],
    ['anysphere.remote-ssh', {}],
    ['somebody.else', {}],
  ])('is left to %s with %j', (extension, settings) => {
    expect(serverPlan(extension, settings)).toBeUndefined();
  });
});
