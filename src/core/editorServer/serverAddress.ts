import type { Editor } from './editor.ts';
import type { ServerPlatform } from './serverPlatform.ts';

/** A name of the update service's for each platform: VS Code, cli/src/update_service.rs. */
const serverNames: Readonly<Record<string, string>> = {
  'linux-x64': 'server-linux-x64',
  'linux-arm64': 'server-linux-arm64',
  'linux-armhf': 'server-linux-armhf',
  'alpine-x64': 'server-linux-alpine',
  'alpine-arm64': 'server-alpine-arm64',
};

/** The program that Remote-SSH starts servers by; it is static, so that one serves both C libraries. */
const launcherNames: Readonly<Record<string, string>> = {
  x64: 'cli-alpine-x64',
  arm64: 'cli-alpine-arm64',
  armhf: 'cli-linux-armhf',
};

/** Where the server of an editor is; undefined where there is none for the platform. */
export function serverAddress(editor: Editor, platform: ServerPlatform): string | undefined {
  const { os, arch } = platform;
  if (editor.source === 'microsoft') return updateAddress(editor, serverNames[`${os}-${arch}`]);
  const { quality, version, commit, release } = editor;
  const values: Readonly<Record<string, string | undefined>> = {
    ...{ quality, version, commit, os, arch, release },
  };
  const missing = [...editor.source.template.matchAll(/\$\{(\w*)\}/g)].some(
    ([, name = '']) => !Object.hasOwn(values, name) || values[name] === undefined,
  );
  if (missing) return undefined;
  return safeAddress(
    editor.source.template.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
  );
}

/** Where Microsoft's launcher is. */
export function launcherAddress(editor: Editor, { arch }: ServerPlatform): string | undefined {
  return updateAddress(editor, launcherNames[arch]);
}

function updateAddress({ commit, quality }: Editor, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return safeAddress(`https://update.code.visualstudio.com/commit:${commit}/${name}/${quality}`);
}

/**
 * An address that nobody on the way can answer for: https, or this machine itself.
 * @returns undefined for any other.
 */
export function safeAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isHere);
  return isSafe && url.username === '' && url.password === '' ? url.href : undefined;
}
