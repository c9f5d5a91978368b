import { describe, expect, it } from 'vitest';
import { isAtLeast, parseSshVersion } from '../../../../../src/core/ssh/system/sshVersion.ts';
import { commandReport } from '../../../../../src/core/ssh/system/systemReport.ts';

describe('what ssh reports of a command', () => {
  it.each([
    ['master session id: 2\ndebug2: Received exit status from master 255', true, 255],
    ['master session id: 2\ndebug2: Control master terminated unexpectedly', true, undefined],
  ])('over a master: %j', (words, isOpen, exitCode) => {
    const report = commandReport(`debug1: mux_client_request_session: ${words}\n`);
    expect(report).toMatchObject({ isOpen, exitCode });
  });

  it('by a login of its own', () => {
    const words = 'debug1: Sending command: true\ndebug1: Exit status 3\n';
    expect(commandReport(words)).toMatchObject({ isOpen: true, exitCode: 3 });
  });

  it('that was not even begun', () => {
    const words =
      'mux_client_request_session: session request failed: Session open refused by peer';
    expect(commandReport(words)).toMatchObject({ isOpen: false, exitCode: undefined });
  });
});

describe('the version of ssh', () => {
  it.each([
    ['OpenSSH_9.2p1 Debian-2+deb12u6, OpenSSL 3.0.19', 9, 2],
    ['OpenSSH_for_Windows_8.6p1, LibreSSL 3.4.3', 8, 6],
    ['OpenSSH_10.0p2 Debian-7', 10, 0],
    ['something else', 0, 0],
  ])('%s', (text, major, minor) => {
    expect(parseSshVersion(text)).toEqual({ major, minor });
  });

  it('is compared by its parts', () => {
    expect(isAtLeast({ major: 10, minor: 0 }, 8, 6)).toBe(true);
    expect(isAtLeast({ major: 8, minor: 4 }, 8, 6)).toBe(false);
  });
});
