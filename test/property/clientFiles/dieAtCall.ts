/**
 * Loaded before a program: ends it the hard way at the file-system call of which DOCKHOP_DIE_AT gives
 * the number; one that writes, after half of its bytes. With 0 it lives.
 */
import fs from 'node:fs';
import promises from 'node:fs/promises';
import process from 'node:process';

type Method = (this: unknown, ...args: unknown[]) => unknown;

const dieAt = Number(process.env['DOCKHOP_DIE_AT']);
let calls = 0;

const ofPaths = [
  ...['chmod', 'lstat', 'mkdir', 'readFile', 'readdir', 'readlink'],
  ...['realpath', 'rename', 'stat', 'unlink'],
];
const ofHandles = ['chmod', 'chown', 'close', 'sync'];
const ofTheLock = ['mkdir', 'rmdir', 'utimes'];

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // A signal that cannot be caught is delivered before the call returns.
  throw new Error('still alive');
}

function isLast(): boolean {
  calls += 1;
  return calls === dieAt;
}

function replace(holder: object, name: string, by: (original: Method) => Method): void {
  const original: unknown = Reflect.get(holder, name);
  if (typeof original !== 'function') throw new Error(`no such call: ${name}`);
  Reflect.set(
    holder,
    name,
    by((...args) => Reflect.apply(original, holder, args) as unknown),
  );
}

const dying =
  (original: Method): Method =>
  (...args) =>
    isLast() ? die() : original(...args);

const writingHalf =
  (original: Method): Method =>
  async (...args) => {
    const [bytes] = args;
    if (!isLast() || !Buffer.isBuffer(bytes)) return original(...args);
    await original(bytes.subarray(0, bytes.length / 2));
    return die();
  };

const openingPatched =
  (original: Method): Method =>
  async (...args) => {
    if (isLast()) return die();
    const handle = await original(...args);
    if (typeof handle !== 'object' || handle === null) throw new Error('no handle');
    for (const name of ofHandles) replace(handle, name, dying);
    replace(handle, 'writeFile', writingHalf);
    return handle;
  };

for (const name of ofPaths) replace(promises, name, dying);
for (const name of ofTheLock) replace(fs, name, dying);
replace(promises, 'open', openingPatched);
