import { expect, it } from 'vitest';
import * as v from 'valibot';
import {
  imageRowSchema,
  isImageReference,
} from '../../../../../src/core/engine/images/imageSchemas.ts';
import { isDenied } from '../../../../../src/core/engine/images/isDenied.ts';
import { volumeSchema } from '../../../../../src/core/engine/volumes/volumeSchemas.ts';

const id = 'a'.repeat(64);

it('images are read as Docker and podman have them', () => {
  const docker = { Id: `sha256:${id}`, RepoTags: ['<none>:<none>'], Size: 5, Created: 7 };
  expect(v.parse(imageRowSchema, docker)).toEqual({ id, names: [], bytes: 5, createdMs: 7000 });
  const podman = { Id: id, RepoTags: null, Size: -1 };
  expect(v.parse(imageRowSchema, podman)).toEqual({ id, names: [], bytes: 0, createdMs: 0 });
  expect(v.is(imageRowSchema, { Id: '../../x' })).toBe(false);
});

it('only what an engine would take as a name becomes part of a path', () => {
  expect(['x:v1', 'localhost/a/b:1', id, `sha256:${id}`].every(isImageReference)).toBe(true);
  const hostile = ['', '../x', 'x/../../y', 'x?force=1', 'x#y', 'x y', 'X', 'x%2fy'];
  expect(hostile.filter(isImageReference)).toEqual([]);
});

it('a volume says to which directory it is bound', () => {
  const row = { Name: 'data', Driver: 'local', Mountpoint: '/m' };
  const plain = { name: 'data', driver: 'local', mountPoint: '/m' };
  expect(v.parse(volumeSchema, { ...row, Options: null })).toEqual(plain);
  expect(v.parse(volumeSchema, { ...row, Options: { o: 'bind,ro', device: '/srv' } })).toEqual({
    ...plain,
    directory: '/srv',
  });
  const nfs = { o: 'addr=1.2.3.4', device: ':/srv', type: 'nfs' };
  expect(v.parse(volumeSchema, { ...row, Options: nfs })).toEqual(plain);
  expect(v.is(volumeSchema, { ...row, Name: '../x' })).toBe(false);
});

it('a login that a registry wants is told from a registry that is not there', () => {
  expect(isDenied('pull access denied for x, repository does not exist')).toBe(true);
  expect(isDenied('Get "http://x/v2/": unauthorized: authentication required')).toBe(true);
  expect(isDenied('dial tcp 127.0.0.1:1: connect: connection refused')).toBe(false);
});
