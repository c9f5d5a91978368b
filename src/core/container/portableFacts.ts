import * as v from 'valibot';
import { atMostOnce, once, repeated } from './answer.ts';
import { bases, type SharedBase } from './directory.ts';

/** What the probe says for the sake of the portable server. */
export interface PortableFacts {
  /** As `uname -m` has it: `x86_64`. */
  readonly machine: string;
  /** Of the bases that were asked about: those that lie where programs may be run (mount(8), noexec). */
  readonly runnableBases: readonly SharedBase[];
  /** The one that is in our directory already, with the SHA-256 sums of its programs. */
  readonly portable:
    { readonly base: SharedBase; readonly sshd: string; readonly keygen: string } | undefined;
}

/**
 * `mounted PATH OPTION`: does the file system in which a path lies have an option (proc(5), mounts)?
 * For root, busybox's `test -w` says yes of a read-only one, and `test -x` of one without execution.
 */
export const mounts = `
mounted() {
  point= options=
  while read -r _ where _ how _; do
    case $1/ in
      "\${where%/}"/*) if [ "\${#where}" -ge "\${#point}" ]; then point=$where options=$how; fi ;;
    esac
  done </proc/mounts
  case ,$options, in
    *",$2,"*) return 0 ;;
    *) return 1 ;;
  esac
}
`;

/**
 * The part of the probe that finds it out: needs `say`, `mounted`, the container's `$id`, the login
 * user's `$uid`, and the bases as arguments.
 */
export const portableProbe = `
say machine "$(uname -m | tr -cd 'a-z0-9_' | cut -c 1-30)"
sum_of() { sha256sum 2>/dev/null <"$1" | cut -c 1-64; }
brought=
for base in "$@"; do
  if ! mounted "$base" noexec; then say runnable "$base"; fi
  dir=$base/$id/\${uid:-none}
  if [ -z "$brought" ] && [ -f "$dir/sshd" ] && [ -f "$dir/ssh-keygen" ]; then
    brought="$base $(sum_of "$dir/sshd") $(sum_of "$dir/ssh-keygen")"
  fi
done
if [ -n "$brought" ]; then say portable "$brought"; fi
`;

const brought = /^(\S+) ([0-9a-f]{64}) ([0-9a-f]{64})$/;

/** Its lines in the probe's answer. */
export const portableAnswer = {
  machine: once(v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,30}$/))),
  runnable: repeated(v.picklist(bases), bases.length),
  portable: atMostOnce(
    v.pipe(
      v.string(),
      v.transform((text) => {
        const [, place, sshd, keygen] = brought.exec(text) ?? [];
        const base = bases.find((one) => one === place);
        // Without a program for sums in there it is not known, and brought anew.
        if (!base || sshd === undefined || keygen === undefined) return undefined;
        return { base, sshd, keygen };
      }),
    ),
  ),
};

export function portableFacts(found: {
  readonly machine: string;
  readonly runnable: readonly SharedBase[];
  readonly portable?: PortableFacts['portable'];
}): PortableFacts {
  return {
    machine: found.machine,
    runnableBases: bases.filter((base) => found.runnable.includes(base)),
    portable: found.portable,
  };
}
