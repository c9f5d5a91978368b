import { gpuBegin, gpuEnd } from '../../../../../../src/core/engine/usage/gpu/gpuScript.ts';

/** In the formats of drivers 470 to 555. */
export const recorded = {
  gpus: [
    '0, GPU-fa3da260-9c42-828f-981a-f6d7b48d77b3, NVIDIA A100-SXM4-80GB, 87, 11469, 81920',
    '1, GPU-e18afb8d-1627-f8ff-2ba3-c05c5a8e9e67, NVIDIA A100-SXM4-80GB, 0, 3, 81920',
  ],
  pmon: [
    '# gpu         pid   type     sm    mem    enc    dec    jpg    ofa    command ',
    '# Idx           #    C/G      %      %      %      %      %      %    name ',
    '    0       4035     C     55     40      -      -      -      -    python         ',
    '    0       4036     C     32     11      -      -      -      -    python3        ',
    '    1          -     -      -      -      -      -      -      -    -              ',
  ],
  apps: [
    '4035, 11200, GPU-fa3da260-9c42-828f-981a-f6d7b48d77b3',
    '4036, 256, GPU-fa3da260-9c42-828f-981a-f6d7b48d77b3',
  ],
};

/** What the script says about such a host, with further lines. */
export function answer(...more: readonly string[]): string {
  const said = (word: string) => (line: string) => `${word} ${line}`;
  return [
    'Welcome to gpu1',
    gpuBegin,
    ...recorded.gpus.map(said('gpu')),
    ...recorded.apps.map(said('app')),
    ...recorded.pmon.map(said('pmon')),
    ...more,
    gpuEnd,
    '',
  ].join('\n');
}
