import type { ContainerDetails } from '../engine/container.ts';

/**
 * The URI under which editors open a folder of an ssh host
 * (VS Code: `vscode-remote://ssh-remote+<alias><path>`).
 */
export function editorUri(alias: string, folder: string): string {
  const path = folder.split('/').map(encodeURIComponent).join('/');
  return `vscode-remote://ssh-remote+${alias}${path}`;
}

/** Where the person most likely works: WORKDIR, else the first mount, else the home. */
export function defaultFolder(
  { workingDir, mountPoints }: Pick<ContainerDetails, 'workingDir' | 'mountPoints'>,
  home: string,
): string {
  const wanted = [workingDir === '/' ? '' : workingDir, ...mountPoints, home];
  return wanted.find(isFolderPath) ?? '/';
}

/** An absolute path that survives the journey through a URI and every program that shows it. */
export function isFolderPath(path: string): boolean {
  return /^\/[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]*$/u.test(path) && !path.split('/').includes('..');
}
