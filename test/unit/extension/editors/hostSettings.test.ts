import { describe, expect, it } from 'vitest';
import {
  lackingFor,
  platformsWithout,
  type Inspected,
} from '../../../../src/extension/editors/hostSettings.ts';

/** As Microsoft's Remote-SSH declares them, with what the person set. */
const declared =
  (platform?: unknown, timeout?: unknown) =>
  (key: string): Inspected =>
    key === 'remotePlatform'
      ? { defaultValue: {}, globalValue: platform }
      : { defaultValue: 15, globalValue: timeout };

describe('the settings of a Remote-SSH', () => {
  it('lack that an alias is Linux, and time; other hosts stay', () => {
    expect(lackingFor('gpu1-ws', declared({ mac: 'macOS' }), true)).toEqual([
      { key: 'remotePlatform', value: { mac: 'macOS', 'gpu1-ws': 'linux' } },
      { key: 'connectTimeout', value: 60 },
    ]);
  });

  it('lack nothing the second time', () => {
    expect(lackingFor('gpu1-ws', declared({ 'gpu1-ws': 'linux' }, 60), true)).toEqual([]);
  });

  it('keep the timeout that the person chose', () => {
    expect(lackingFor('gpu1-ws', declared({ 'gpu1-ws': 'linux' }, 5), true)).toEqual([]);
  });

  it('do not name an alias that runs a command of its own', () => {
    const keys = lackingFor('gpu1-ws', declared(), false).map(({ key }) => key);
    expect(keys).toEqual(['connectTimeout']);
  });

  it('are left alone where the extension has no such settings', () => {
    expect(lackingFor('gpu1-ws', () => undefined, true)).toEqual([]);
    expect(lackingFor('gpu1-ws', () => ({}), true)).toEqual([]);
  });

  it('survive what is no map of platforms', () => {
    expect(lackingFor('gpu1-ws', declared([1], 60), true)).toEqual([
      { key: 'remotePlatform', value: { 'gpu1-ws': 'linux' } },
    ]);
  });

  it('lose an alias that is forgotten, and no other', () => {
    const both = { mac: 'macOS', 'gpu1-ws': 'linux' };
    expect(platformsWithout('gpu1-ws', { globalValue: both })).toEqual({ value: { mac: 'macOS' } });
    expect(platformsWithout('gpu1-ws', { globalValue: { 'gpu1-ws': 'linux' } })).toEqual({
      value: undefined,
    });
    expect(platformsWithout('other', { globalValue: both })).toBeUndefined();
    expect(platformsWithout('other', undefined)).toBeUndefined();
  });
});
