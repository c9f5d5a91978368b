import * as vscode from 'vscode';
import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { describeError, DockhopError } from '../../core/errors/dockhopError.ts';
import { fileCatalogue } from '../../core/errors/fileCatalogue.ts';
import { plainMessage } from '../plainMessage.ts';

const { FileSystemError } = vscode;

type Make = (text: string) => vscode.FileSystemError;

/** What the editor acts on; all else is just unavailable to it. */
const kinds: Partial<Record<ErrorCode, Make>> = {
  FILE_ABSENT: (text) => FileSystemError.FileNotFound(text),
  CONTAINER_NOT_FOUND: (text) => FileSystemError.FileNotFound(text),
  FILE_DENIED: (text) => FileSystemError.NoPermissions(text),
  CONTAINER_STOPPED: (text) => FileSystemError.NoPermissions(text),
  FILE_EXISTS: (text) => FileSystemError.FileExists(text),
};

/** A failure as the editor's file service tells them apart, with our words. */
export function fileSystemError(error: unknown): vscode.FileSystemError {
  const { code, message, action } = describeError(error, (english) => vscode.l10n.t(english));
  const text = plainMessage(vscode.l10n.t('{message}. {action}', { message, action }));
  const texts = error instanceof DockhopError ? error.texts : undefined;
  const { directory, notDirectory } = fileCatalogue.FILE_KIND.variants;
  if (texts === directory) return FileSystemError.FileIsADirectory(text);
  if (texts === notDirectory) return FileSystemError.FileNotADirectory(text);
  return kinds[code]?.(text) ?? FileSystemError.Unavailable(text);
}
