import { expect, it } from 'vitest';
import { hubName, isMirror, mirroredName } from '../../../../../src/core/engine/images/hubName.ts';
import { parseImageName, textOf } from '../../../../../src/core/engine/imageName.ts';

const mirror = 'docker.m.example.org';

it.each([
  ['ubuntu', `${mirror}/library/ubuntu:latest`, 'docker.io/library/ubuntu:latest'],
  ['me/trainer:v1', `${mirror}/me/trainer:v1`, 'docker.io/me/trainer:v1'],
  ['docker.io/ubuntu:22.04', `${mirror}/library/ubuntu:22.04`, 'docker.io/library/ubuntu:22.04'],
  ['ghcr.io/a/b:1', undefined, 'ghcr.io/a/b:1'],
  ['localhost/b', undefined, 'localhost/b:latest'],
  ['gpu1:5000/b', undefined, 'gpu1:5000/b:latest'],
])('%s comes from %s and is called %s', (text, from, called) => {
  const name = parseImageName(text);
  if (!name) throw new Error('no name');
  const mirrored = mirroredName(name, mirror);
  expect(mirrored && textOf(mirrored)).toBe(from);
  expect(textOf(hubName(name))).toBe(called);
  expect(mirroredName(name, '')).toBeUndefined();
});

it('a mirror is a registry, with a path if it has one, and nothing else', () => {
  for (const good of [mirror, 'localhost:5000', 'm.example.org/docker.io', '127.0.0.1:5000/a']) {
    expect(isMirror(good)).toBe(true);
  }
  for (const bad of [
    '',
    'https://m.example.org',
    'library',
    'm.example.org/',
    'm.example.org/../x',
    'a b.c',
  ]) {
    expect(isMirror(bad)).toBe(false);
  }
});
