import { expect, it } from 'vitest';
import { failure } from '../../../../src/core/errors/dockhopError.ts';
import { forwardFace, type ForwardLook } from '../../../../src/extension/forwards/forwardFace.ts';

const english = {
  t: (text: string, args?: Readonly<Record<string, string | number>>) =>
    args ? text.replace(/\{(\w+)\}/g, (_, name: string) => String(args[name])) : text,
};

const forward = (part: Partial<ForwardLook['way']>, name = 'web'): ForwardLook => ({
  target: { host: 'gpu1', container: 'a'.repeat(64), name },
  way: {
    port: 8888,
    localPort: 9999,
    connections: 0,
    failure: undefined,
    ...part,
  },
});

it('says where to go here, where that leads, and how many use it', () => {
  expect(forwardFace(forward({}), english)).toMatchObject({
    label: '127.0.0.1:9999',
    description: '→ web:8888 · gpu1',
    icon: 'plug',
    tags: 'forward',
  });
  expect(forwardFace(forward({ connections: 2 }), english).description).toBe(
    '→ web:8888 · gpu1 · connections: 2',
  );
});

it('says what is wrong, in plain words even where a stranger chose them', () => {
  const silent = failure('PORT_SILENT', { container: 'web', port: '8888' });
  expect(forwardFace(forward({ failure: silent }), english)).toMatchObject({
    description: 'Nothing in web listens on its port 8888',
    icon: 'warning',
  });
  expect(forwardFace(forward({}, 'a\u202eb\n'), english).description).toBe('→ ab :8888 · gpu1');
});
