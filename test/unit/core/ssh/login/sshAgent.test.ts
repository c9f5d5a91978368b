import { describe, expect, test } from 'vitest';
import { accountHome } from '../../../../../src/core/ssh/config/accountHome.ts';
import { agentSocketOf } from '../../../../../src/core/ssh/login/sshAgent.ts';
import { someHop } from '../someHop.ts';

const env = { SSH_AUTH_SOCK: '/tmp/agent', OTHER: '/tmp/other' };

describe('agentSocketOf', () => {
  test.each([
    [undefined, env, '/tmp/agent'],
    [undefined, {}, undefined],
    [undefined, { SSH_AUTH_SOCK: '' }, undefined],
    ['none', env, undefined],
    ['SSH_AUTH_SOCK', env, '/tmp/agent'],
    ['$OTHER', env, '/tmp/other'],
    ['$MISSING', env, undefined],
    ['/run/agent', env, '/run/agent'],
    ['~/agent.sock', env, `${accountHome()}/agent.sock`],
    ['/run/agent-%r', env, '/run/agent-alice'],
  ])('IdentityAgent %s', (value, environment, expected) => {
    const hop = someHop(value === undefined ? {} : { identityagent: value });
    expect(agentSocketOf(hop, environment, 'linux')).toBe(expected);
  });

  test('on Windows the agent of OpenSSH is the default', () => {
    const pipe = '\\\\.\\pipe\\openssh-ssh-agent';
    expect(agentSocketOf(someHop(), {}, 'win32')).toBe(pipe);
    expect(agentSocketOf(someHop({ identityagent: pipe }), {}, 'win32')).toBe(pipe);
  });
});
