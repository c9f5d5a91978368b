import * as v from 'valibot';
import { atMostOnce, once, parseAnswer, repeated, yesNo } from './answer.ts';
import { bases, type SharedBase } from '../configure/directory.ts';
import { parseOpensshVersion, type OpensshVersion } from './opensshVersion.ts';
import type { PackageManager } from '../install/packageManager.ts';
import { packageManagers } from '../install/packageManagers.ts';
import { portableAnswer, portableFacts, type PortableFacts } from '../portable/portableFacts.ts';
import { editorTools } from './probeScript.ts';
import { sshdPlaces, type SshdPlace } from '../configure/sshdPlaces.ts';

export interface Account {
  /** As in passwd; not checked to be a plain login name. */
  readonly name: string;
  readonly uid: number;
  readonly home: string;
  readonly shell: string;
  /** Its field in shadow begins with `!`, which sshd refuses without PAM. */
  readonly locked: boolean;
  readonly homeExists: boolean;
  readonly shellRuns: boolean;
}

export interface Sshd {
  readonly path: SshdPlace;
  /** Undefined where the program does not say that it is OpenSSH. */
  readonly version: OpensshVersion | undefined;
}

/** What the probe found in a container, checked. */
export interface ContainerFacts extends PortableFacts {
  readonly account: Account | undefined;
  /** Is there an /etc/nologin, which keeps all but root out? */
  readonly loginsBlocked: boolean;
  /** CapEff of a root process. */
  readonly capabilities: bigint;
  readonly sshd: Sshd | undefined;
  readonly hasKeygen: boolean;
  readonly managers: readonly PackageManager[];
  /** Could packages be unpacked? */
  readonly systemWritable: boolean;
  /** Of the bases that were asked about: those that can be written to, best first. */
  readonly bases: readonly SharedBase[];
  /** Can a file be put into /etc/profile.d? */
  readonly profiles: boolean;
  readonly tools: readonly (typeof editorTools)[number][];
  readonly cxxLibrary: boolean;
  /** Certificates of authorities, for downloads. */
  readonly certificates: boolean;
  /** `6.1` */
  readonly kernel: string;
  /** `glibc 2.36`, `musl` or empty. */
  readonly libc: string;
}

const number = v.pipe(
  v.string(),
  v.regex(/^\d{1,10}$/),
  v.transform(Number),
  v.maxValue(2 ** 32 - 2),
);
const path = v.pipe(v.string(), v.regex(/^\//), v.maxLength(1024));

const answer = v.strictObject({
  name: atMostOnce(v.pipe(v.string(), v.maxLength(256))),
  uid: atMostOnce(number),
  home: atMostOnce(path),
  shell: atMostOnce(path),
  locked: atMostOnce(yesNo),
  homeExists: atMostOnce(yesNo),
  shellRuns: atMostOnce(yesNo),
  loginsBlocked: once(yesNo),
  capabilities: once(
    v.pipe(
      v.string(),
      v.regex(/^[0-9a-f]{1,16}$/),
      v.transform((hex) => BigInt(`0x${hex}`)),
    ),
  ),
  sshd: atMostOnce(v.picklist(sshdPlaces)),
  version: atMostOnce(v.pipe(v.string(), v.transform(parseOpensshVersion))),
  keygen: once(yesNo),
  manager: repeated(v.picklist(packageManagers.map(({ name }) => name)), packageManagers.length),
  systemWritable: once(yesNo),
  base: repeated(v.picklist(bases), bases.length),
  profiles: once(yesNo),
  tool: repeated(v.picklist(editorTools), editorTools.length),
  cxxLibrary: once(yesNo),
  certificates: once(yesNo),
  kernel: once(v.pipe(v.string(), v.regex(/^\d{1,3}\.\d{1,4}$/))),
  libc: once(v.pipe(v.string(), v.regex(/^(glibc \d{1,2}\.\d{1,3}(\.\d{1,3})?|musl|)$/))),
  ...portableAnswer,
  // Last, so that half an answer is none.
  end: once(v.literal('yes')),
});

/**
 * Reads the probe's answer.
 * @throws CONTAINER_ANSWER_INVALID for anything the probe could not have said.
 */
export function parseContainerFacts(container: string, text: string): ContainerFacts {
  const found = parseAnswer(container, answer, text);
  return {
    account: accountOf(found),
    loginsBlocked: found.loginsBlocked,
    capabilities: found.capabilities,
    sshd: found.sshd === undefined ? undefined : { path: found.sshd, version: found.version },
    hasKeygen: found.keygen,
    managers: packageManagers.filter(({ name }) => found.manager.includes(name)),
    systemWritable: found.systemWritable,
    bases: bases.filter((base) => found.base.includes(base)),
    profiles: found.profiles,
    tools: found.tool,
    cxxLibrary: found.cxxLibrary,
    certificates: found.certificates,
    kernel: found.kernel,
    libc: found.libc,
    ...portableFacts(found),
  };
}

function accountOf(found: v.InferOutput<typeof answer>): Account | undefined {
  const { name, uid, home, shell } = found;
  if (name === undefined || uid === undefined) return undefined;
  return {
    name,
    uid,
    home: home ?? '/',
    shell: shell ?? '/bin/sh',
    locked: found.locked ?? false,
    homeExists: found.homeExists ?? false,
    shellRuns: found.shellRuns ?? false,
  };
}
