import Docker from 'dockerode';
import type { Agent } from 'node:http';

/**
 * A dockerode that sends its requests through this agent and nowhere else.
 *
 * The host's name is never looked up. It is `localhost` because VS Code's own proxy support, which
 * wraps every request of an extension, leaves the agent of those alone that go to localhost.
 */
export function engineClient(agent: Agent): Docker {
  return withoutEngineOfLaptop(() => {
    const options = { protocol: 'http' as const, host: 'localhost', port: 80, agent };
    return new Docker(options);
  });
}

/**
 * docker-modem reads DOCKER_HOST and the certificates that go with it even when it is told
 * everything, and throws where they make no sense. Nothing else runs meanwhile.
 */
function withoutEngineOfLaptop<T>(make: () => T): T {
  const saved = process.env['DOCKER_HOST'];
  delete process.env['DOCKER_HOST'];
  try {
    return make();
  } finally {
    if (saved !== undefined) process.env['DOCKER_HOST'] = saved;
  }
}
