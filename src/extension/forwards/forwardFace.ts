import { describeError, plainText } from '../../core/errors/dockhopError.ts';
import type { ContainerForward } from '../../core/forwards/containerForward.ts';
import { nameOf, type ContainerTarget } from '../explorer/containerTarget.ts';
import type { RowFace } from '../explorer/rowFace.ts';
import { hostLabel } from '../hostLabel.ts';
import { quoteCode } from '../plainMessage.ts';
import type { Texts } from '../texts.ts';

/** What is seen of a forwarded port. */
export interface ForwardLook {
  readonly target: ContainerTarget;
  readonly way: Pick<ContainerForward, 'port' | 'localPort' | 'connections' | 'failure'>;
}

/** What to type on this machine to get to it. */
export function addressOf({ way }: Pick<ForwardLook, 'way'>): string {
  return `127.0.0.1:${way.localPort}`;
}

/** How a forwarded port looks in its view. */
export function forwardFace(forward: ForwardLook, l10n: Texts): RowFace {
  const { target, way } = forward;
  const host = hostLabel(target.host, l10n);
  const to = plainText(`${nameOf(target)}:${way.port}`);
  const label = addressOf(forward);
  const failed = failureOf(forward, l10n);
  const count =
    way.connections === 0 ? [] : [l10n.t('connections: {count}', { count: way.connections })];
  const description = failed ?? [`→ ${to}`, host, ...count].join(' · ');
  return {
    label,
    description,
    icon: failed === undefined ? 'plug' : 'warning',
    ...(failed === undefined ? {} : { color: 'list.warningForeground' }),
    tags: 'forward',
    expands: 'never',
    spoken: [l10n.t('{address} leads to {to} on {host}', { address: label, to, host }), ...count]
      .concat(failed ?? [])
      .join(', '),
  };
}

function failureOf({ way }: Pick<ForwardLook, 'way'>, l10n: Texts): string | undefined {
  if (way.failure === undefined) return undefined;
  return quoteCode(describeError(way.failure, (english) => l10n.t(english)).message);
}
