import { describe, expect, it } from 'vitest';
import { statusWords } from '../../../../src/extension/windows/statusWords.ts';
import { english } from '../explorer/fixtures.ts';

const entry = { containerName: 'ws', host: 'gpu1', alias: 'gpu1-ws' };

describe('the status bar', () => {
  it('says which container a window is in, and its state where it is known', () => {
    expect(statusWords(entry, undefined, english)).toEqual({
      text: '$(vm-running) ws on gpu1',
      tooltip: 'ws on gpu1\nssh gpu1-ws',
    });
    expect(statusWords(entry, 'exited', english)).toEqual({
      text: '$(vm-outline) ws on gpu1',
      tooltip: 'ws on gpu1\nexited\nssh gpu1-ws',
    });
  });

  it('shows no icon that a name asks for, and calls this machine so', () => {
    const { text } = statusWords(
      { ...entry, containerName: '$(alert)', host: 'local' },
      'running',
      english,
    );
    expect(text).toBe('$(vm-running) $ (alert) on This machine');
  });
});
