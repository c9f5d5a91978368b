import type { ErrorCode } from '../core/errors/catalogue.ts';

/** What can be offered beside a failure, besides another try and the log. */
export type UsefulButton =
  | { readonly type: 'chooseHosts' }
  | { readonly type: 'openConfig'; readonly file: string | undefined }
  | { readonly type: 'runSsh'; readonly host: string }
  | { readonly type: 'copyLine'; readonly line: string };

type Details = Readonly<Record<string, string>>;

const openConfig = ({ file }: Details): UsefulButton => ({ type: 'openConfig', file });
const runSsh = ({ hop }: Details): UsefulButton | undefined =>
  hop === undefined ? undefined : { type: 'runSsh', host: hop };

const buttons: Partial<Record<ErrorCode, (details: Details) => UsefulButton | undefined>> = {
  NO_HOST: () => ({ type: 'chooseHosts' }),
  CONFIG_UNREADABLE: openConfig,
  AUTH_FAILED: openConfig,
  TOO_MANY_KEYS: openConfig,
  PASSWORD_EXPIRED: runSsh,
  FORWARDING_REFUSED: openConfig,
  JUMP_UNREACHABLE: runSsh,
  HOP_TIMEOUT: runSsh,
  HOST_KEY_UNKNOWN: runSsh,
  CONFIG_UNSAFE: ({ line }) => (line === undefined ? undefined : { type: 'copyLine', line }),
};

/** The button that takes the next step of a failure; undefined where no button can. */
export function usefulButton(code: ErrorCode, details: Details): UsefulButton | undefined {
  return buttons[code]?.(details);
}

/** Whether another try may help without anything being changed first. */
export function isWorthRetrying(code: ErrorCode): boolean {
  return ![
    ...['HOST_KEY_CHANGED', 'HOST_KEY_REVOKED', 'DESTINATION_REFUSED', 'NO_HOST'],
    ...['NAME_TAKEN', 'NAME_UNFIT'],
  ].includes(code);
}
