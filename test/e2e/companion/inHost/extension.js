// Answers HTTP on the Unix socket that DOCKHOP_TEST_SOCKET names: a body is JavaScript, run as the inside of an
// async function with `vscode`, `args` and `require` in scope, and what it returns comes back as JSON.
// Only a test starts an editor with this extension, and only the test's own folder holds the socket.
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');
const vscode = require('vscode');

const AsyncFunction = (async () => {}).constructor;

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

async function answer(request, response) {
  let reply;
  try {
    const { source, args } = await bodyOf(request);
    const inside = new AsyncFunction('vscode', 'args', 'require', source);
    const value = await inside(vscode, args, require);
    reply = { value: value ?? null };
  } catch (error) {
    reply = { error: String(error?.stack ?? error) };
  }
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(reply));
}

exports.activate = (context) => {
  const server = http.createServer((request, response) => void answer(request, response));
  context.subscriptions.push({ dispose: () => server.close() });
  const path = process.env.DOCKHOP_TEST_SOCKET;
  // The host of the window before may have it still, or have left it.
  server.on('error', () => {
    const probe = net.connect(path);
    probe.on('connect', () => {
      probe.destroy();
      setTimeout(() => server.listen(path), 200);
    });
    probe.on('error', () => {
      fs.rmSync(path, { force: true });
      server.listen(path);
    });
  });
  server.listen(path);
};
