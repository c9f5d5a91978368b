import type { ErrorCode } from '../core/errors/catalogue.ts';

/** What can be offered beside a failure, besides another try and the log. */
export type UsefulButton =
  | { readonly type: 'chooseHosts' }
  | { readonly type: 'openConfig'; readonly file: string | undefined }
  | { readonly type: 'runSsh'; readonly host: string }
  | { readonly type: 'copyLine'; readonly line: string };

/** The button that takes the next step of a failure; undefined where no button can. */
export function usefulButton(
  code: ErrorCode,
  details: Readonly<Record<string, string>>,
): UsefulButton | undefined {
  const { hop, file, line } = details;
  switch (code) {
    case 'NO_HOST':
      return { type: 'chooseHosts' };
    case 'CONFIG_UNREADABLE':
    case 'AUTH_FAILED':
    case 'FORWARDING_REFUSED':
      return { type: 'openConfig', file };
    case 'JUMP_UNREACHABLE':
    case 'HOP_TIMEOUT':
    case 'HOST_KEY_UNKNOWN':
      return hop === undefined ? undefined : { type: 'runSsh', host: hop };
    case 'CONFIG_UNSAFE':
      return line === undefined ? undefined : { type: 'copyLine', line };
    default:
      return undefined;
  }
}

/** Whether another try may help without anything being changed first. */
export function isWorthRetrying(code: ErrorCode): boolean {
  return !['HOST_KEY_CHANGED', 'HOST_KEY_REVOKED', 'DESTINATION_REFUSED', 'NO_HOST'].includes(code);
}
