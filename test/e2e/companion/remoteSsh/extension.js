// Stands in for Remote-SSH where none can run: takes over the commands that open windows, and records what they were
// asked for. A browser's own versions would drop the URI's authority.
const vscode = require('vscode');

const opened = [];

const record = (command) =>
  vscode.commands.registerCommand(command, (uri, options) => {
    const isUri = uri instanceof vscode.Uri;
    opened.push({
      command,
      uri: isUri ? uri.toString() : null,
      options: (isUri ? options : uri) ?? null,
    });
  });

exports.activate = (context) => {
  context.subscriptions.push(record('vscode.openFolder'), record('vscode.newWindow'));
  return { opened };
};
