import { describe, expect, it } from 'vitest';
import { EditorSecrets } from '../../../src/extension/editorSecrets.ts';

function fakeStore() {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) => {
      kept.set(key, value);
      return Promise.resolve();
    },
    delete: (key: string) => {
      kept.delete(key);
      return Promise.resolve();
    },
  };
}

describe('EditorSecrets', () => {
  it('keeps several at a time, for the next window, and forgets one', async () => {
    const store = fakeStore();
    const secrets = new EditorSecrets(store);
    await Promise.all(['a', '__proto__', 'c'].map((name) => secrets.set(name, `of ${name}`)));
    await secrets.delete('c');
    const next = new EditorSecrets(store);
    expect(await next.get('a')).toBe('of a');
    expect(await next.get('__proto__')).toBe('of __proto__');
    expect(await next.get('c')).toBeUndefined();
    expect(await next.get('constructor')).toBeUndefined();
  });

  it('forgets all, leaving nothing', async () => {
    const store = fakeStore();
    const secrets = new EditorSecrets(store);
    await secrets.set('a', 'x');
    await secrets.set('b', 'y');
    expect(await secrets.forgetAll()).toBe(2);
    expect(store.kept.size).toBe(0);
    expect(await secrets.get('a')).toBeUndefined();
  });

  it('takes what is damaged for nothing', async () => {
    for (const text of ['', 'x', '[]', '{"a":1}', 'null']) {
      const store = fakeStore();
      store.kept.set('dockhop.secrets', text);
      const secrets = new EditorSecrets(store);
      expect(await secrets.get('a')).toBeUndefined();
      await secrets.set('a', 'x');
      expect(await secrets.get('a')).toBe('x');
    }
  });
});
