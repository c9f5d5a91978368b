/**
 * What Dockhop needs of the editor to be activated and to fill its trees, in plain Node: the module
 * `vscode` of the benchmark's window.
 */
import type * as vscode from 'vscode';
import { pathToFileURL } from 'node:url';

type Listener<Value> = (value: Value) => unknown;

class Disposable {
  readonly dispose: () => void;

  constructor(dispose: () => void = () => undefined) {
    this.dispose = dispose;
  }
}

class EventEmitter<Value> {
  readonly #listeners = new Set<Listener<Value>>();

  readonly event = (listener: Listener<Value>): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };

  fire(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

const never = (): Disposable => new Disposable();
const nothing = (): undefined => undefined;
const nobody = (): Promise<undefined> => Promise.resolve(undefined);

class Labelled {
  readonly label: string;
  readonly collapsibleState: number;

  constructor(label: string, collapsibleState = 0) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}

class Named {
  readonly id: string;
  readonly color: unknown;

  constructor(id: string, color?: unknown) {
    this.id = id;
    this.color = color;
  }
}

class MarkdownString {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

class RelativePattern {
  readonly pattern: string;

  constructor(_base: unknown, pattern: string) {
    this.pattern = pattern;
  }
}

class FileSystemError extends Error {}

class UriOf {
  readonly fsPath: string;

  constructor(fsPath: string) {
    this.fsPath = fsPath;
  }

  toString(): string {
    return pathToFileURL(this.fsPath).href;
  }
}

/** A view, as whoever drives the window has it. */
export interface FakeView {
  readonly provider: vscode.TreeDataProvider<unknown>;
  readonly visibility: EventEmitter<{ readonly visible: boolean }>;
  readonly expansions: EventEmitter<{ readonly element: unknown }>;
  visible: boolean;
}

/** The window's own side. */
export const fake = {
  views: new Map<string, FakeView>(),
  settings: new Map<string, unknown>(),
  /** Lines that are worse than a note. */
  complaints: new Array<string>(),
};

function createTreeView(
  id: string,
  { treeDataProvider }: { readonly treeDataProvider: vscode.TreeDataProvider<unknown> },
): object {
  const view: FakeView = {
    provider: treeDataProvider,
    visibility: new EventEmitter(),
    expansions: new EventEmitter(),
    visible: false,
  };
  fake.views.set(id, view);
  return {
    get visible() {
      return view.visible;
    },
    selection: [],
    message: undefined,
    onDidChangeVisibility: view.visibility.event,
    onDidExpandElement: view.expansions.event,
    onDidCollapseElement: never,
    onDidChangeSelection: never,
    reveal: nobody,
    dispose: nothing,
  };
}

const complain = (text: unknown): void => {
  fake.complaints.push(String(text));
};

function text(english: string, args?: Readonly<Record<string, string | number>>): string {
  return english.replace(/\{(\w+)\}/g, (whole, name: string) => String(args?.[name] ?? whole));
}

const log = { trace: nothing, debug: nothing, info: nothing, warn: complain, error: complain };

const watcher = { onDidCreate: never, onDidChange: never, onDidDelete: never, dispose: nothing };

export { Disposable, EventEmitter, FileSystemError, MarkdownString, RelativePattern };
export { Labelled as TreeItem, Named as ThemeColor, Named as ThemeIcon };

export const Uri = {
  file: (file: string) => new UriOf(file),
  parse: (uri: string) => new UriOf(uri),
  from: ({ path = '' }: { readonly path?: string }) => new UriOf(path),
};

export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const StatusBarAlignment = { Left: 1, Right: 2 };
export const ConfigurationTarget = { Global: 1 };
export const ExtensionKind = { UI: 1, Workspace: 2 };
export const FileChangeType = { Changed: 1, Created: 2, Deleted: 3 };
export const FilePermission = { Readonly: 1 };
export const FileType = { Unknown: 0, File: 1, Directory: 2, SymbolicLink: 64 };
export const ProgressLocation = { Window: 10, Notification: 15 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const version = '1.104.0';
export const l10n = { t: text };
export const env = {
  appName: 'Bench',
  appHost: 'desktop',
  appRoot: '/nowhere',
  language: 'en',
  uriScheme: 'vscode',
};
export const extensions = { all: [], getExtension: nothing };
export const commands = { executeCommand: nobody, registerCommand: never };

export const workspace = {
  onDidChangeConfiguration: never,
  onDidCloseTextDocument: never,
  registerFileSystemProvider: never,
  registerTextDocumentContentProvider: never,
  createFileSystemWatcher: () => watcher,
  getConfiguration: (section: string) => ({
    get: (key: string) => fake.settings.get(`${section}.${key}`),
    inspect: (key: string) => ({ globalValue: fake.settings.get(`${section}.${key}`) }),
  }),
};

export const window = {
  createTreeView,
  createOutputChannel: () => ({ ...log, show: nothing, dispose: nothing }),
  createStatusBarItem: () => ({ show: nothing, hide: nothing, dispose: nothing }),
  registerTerminalProfileProvider: never,
  registerUriHandler: never,
  showErrorMessage: (message: string) => {
    complain(message);
    return nobody();
  },
  showWarningMessage: nobody,
  showInformationMessage: nobody,
};
