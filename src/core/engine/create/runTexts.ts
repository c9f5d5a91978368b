import { isIP } from 'node:net';
import { isHostDirectory, volumeName } from '../volumes/volumeText.ts';
import type { RunGpus, RunMount, RunPort } from './runRequest.ts';

/**
 * What people type when they run an image, in the words of `docker run`; several with commas or
 * spaces between them. Each returns undefined for what makes no sense.
 */
function parts(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** All of them, or undefined where one is undefined. */
function all<Item>(items: readonly (Item | undefined)[]): readonly Item[] | undefined {
  const found = items.filter((item) => item !== undefined);
  return found.length === items.length ? found : undefined;
}

/** Can this be mounted: a volume or a directory of the host, at an absolute path? */
export function isMountText({ source, target }: Pick<RunMount, 'source' | 'target'>): boolean {
  const fits = source.startsWith('/') ? isHostDirectory(source) : volumeName.test(source);
  return fits && isHostDirectory(target) && target !== '/';
}

/** `data:/data /srv/sets:/sets:ro`: volumes by name, directories of the host by path. */
export function parseMounts(text: string): readonly RunMount[] | undefined {
  return all(parts(text).map(parseMount));
}

function parseMount(text: string): RunMount | undefined {
  const [source = '', target = '', mode = 'rw', ...rest] = text.split(':');
  if (rest.length > 0 || !['rw', 'ro'].includes(mode)) return undefined;
  return isMountText({ source, target }) ? { source, target, readOnly: mode === 'ro' } : undefined;
}

const loopback = '127.0.0.1';

/** `8888 8080:80 0.0.0.0:6006:6006 5353/udp`: on the host's loopback where no address is said. */
export function parsePorts(text: string): readonly RunPort[] | undefined {
  return all(parts(text).map(parsePort));
}

function parsePort(text: string): RunPort | undefined {
  const match = /^(?:(?:(\[[0-9a-f:.]+\]|[0-9.]+):)?(\d{0,5}):)?(\d{1,5})(?:\/(tcp|udp))?$/i.exec(
    text,
  );
  if (!match) return undefined;
  const [, address, published, inside = '', protocol = 'tcp'] = match;
  const hostIp = address?.replace(/^\[|\]$/g, '') ?? loopback;
  const containerPort = Number(inside);
  // As in `docker run -p 80`, a port alone is one that the engine chooses on the host; here it is the same one.
  const hostPort = published === undefined ? containerPort : Number(published);
  if (isIP(hostIp) === 0 || containerPort < 1 || Math.max(containerPort, hostPort) > 65_535) {
    return undefined;
  }
  return {
    hostIp,
    hostPort,
    containerPort,
    protocol: protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp',
  };
}

const powers: Readonly<Record<string, number>> = { '': 0, b: 0, k: 1, m: 2, g: 3, t: 4 };
/** Of the largest machines there are. */
const mostBytes = 64 * 1024 ** 4;

/** `8g`, `512m`: bytes, in powers of 1024 as engines have it. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)\s*([bkmgt]?)(?:i?b)?$/i.exec(text.trim());
  const power = powers[(match?.[2] ?? '').toLowerCase()];
  if (!match || power === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * 1024 ** power);
  return bytes > 0 && bytes <= mostBytes ? bytes : undefined;
}

/** `0 1` or `GPU-1b2c…`: by index or UUID, as nvidia-smi has them. */
export function parseGpus(text: string): RunGpus | undefined {
  const ids = parts(text);
  const fits = ids.every((id) => /^(\d{1,3}|(GPU|MIG)-[0-9a-fA-F-]{8,64})$/.test(id));
  return ids.length > 0 && fits ? [...new Set(ids)] : undefined;
}
