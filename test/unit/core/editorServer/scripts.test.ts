import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { bringScript } from '../../../../src/core/editorServer/bringScript.ts';
import { lookScript } from '../../../../src/core/editorServer/lookScript.ts';

describe.each([
  ['look', lookScript],
  ['bring', bringScript],
])('the script that is to %s', (_, script) => {
  it('is one that sh understands, without anything of bash', () => {
    expect(() => execFileSync('/bin/sh', ['-n'], { input: script })).not.toThrow();
    expect(script).not.toMatch(/\[\[ |^ *(local|function|source) |<<<|<\(|\$'|&>/m);
  });

  it('runs no program from the PATH of the image', () => {
    expect(script).not.toMatch(/^PATH=.*(\$PATH|image_path)/m);
  });
});
