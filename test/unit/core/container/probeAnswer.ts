/** What the probe prints in a container with a locked user 1000; `change` puts other values for keys. */
export function probeAnswer(change: Readonly<Record<string, readonly string[]>> = {}): string {
  const usual: Record<string, readonly string[]> = {
    name: ['dev'],
    uid: ['1000'],
    home: ['/home/dev'],
    shell: ['/bin/bash'],
    locked: ['yes'],
    homeExists: ['yes'],
    shellRuns: ['yes'],
    loginsBlocked: ['no'],
    capabilities: ['00000000a80425fb'],
    sshd: ['/usr/sbin/sshd'],
    version: ['OpenSSH_9.2p1'],
    keygen: ['yes'],
    manager: ['apt-get'],
    systemWritable: ['yes'],
    base: ['/etc/dockhop', '/run/dockhop'],
    profiles: ['yes'],
    tool: ['bash', 'tar'],
    cxxLibrary: ['yes'],
    certificates: ['yes'],
    kernel: ['6.1'],
    libc: ['glibc 2.36'],
    machine: ['x86_64'],
    runnable: ['/etc/dockhop', '/run/dockhop'],
    end: ['yes'],
  };
  return Object.entries({ ...usual, ...change })
    .flatMap(([key, values]) => values.map((value) => `${key}=${value}\n`))
    .join('');
}
