/** Names of the variables by which the helper finds back to Dockhop. */
export const askpassVariables = {
  node: 'DOCKHOP_ASKPASS_NODE',
  script: 'DOCKHOP_ASKPASS_SCRIPT',
  socket: 'DOCKHOP_ASKPASS_SOCKET',
  token: 'DOCKHOP_ASKPASS_TOKEN',
} as const;

/** What ssh starts: it holds no path, so that none has to be quoted. */
export const askpassProgram = `#!/bin/sh
ELECTRON_RUN_AS_NODE=1 exec "$${askpassVariables.node}" "$${askpassVariables.script}" "$@"
`;

/**
 * The helper itself, for Node and for the editor's Electron as Node: it hands ssh's question to
 * Dockhop, prints the answer, and fails when there is none.
 */
export const askpassScript = `'use strict';
const { env, argv, stdout } = process;
const socket = require('node:net').connect(env.${askpassVariables.socket});
let reply = '';
process.exitCode = 1;
socket.setEncoding('utf8');
socket.on('error', () => {});
socket.on('data', (text) => { reply += text; });
socket.on('end', () => {
  if (!reply.endsWith('\\n')) return;
  process.exitCode = 0;
  stdout.write(JSON.parse(reply) + '\\n');
});
const token = env.${askpassVariables.token};
const hint = env.SSH_ASKPASS_PROMPT || '';
socket.write(JSON.stringify({ token, text: argv[2] || '', hint }) + '\\n');
`;
