import { pathVariable } from './environment.ts';

/** Read by login shells of the Bourne family (/etc/profile). */
export const profileFile = '/etc/profile.d/dockhop.sh';

/**
 * Gives login shells the PATH that /etc/profile took away. Holds no value of anybody's environment,
 * since every user of the container can read it, and does nothing outside our sessions.
 */
export const profileScript = `# Made by Dockhop: keeps the container's own PATH in login shells over SSH.
# \`dockhop forget --undo\` removes it.
if [ -n "\${${pathVariable}-}" ]; then
  PATH=$${pathVariable}
  export PATH
fi
`;
