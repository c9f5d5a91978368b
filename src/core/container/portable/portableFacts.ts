import * as v from 'valibot';
import { atMostOnce, once, repeated } from '../look/answer.ts';
import { bases, ownBase, type Base } from '../configure/directory.ts';
import { parseOpensshVersion, type OpensshVersion } from '../look/opensshVersion.ts';

/** What the probe says for the sake of the portable server. */
export interface PortableFacts {
  /** As `uname -m` has it: `x86_64`. */
  readonly machine: string;
  /**
   * Of the bases that were asked about, and of the user's own: those that lie where programs may be
   * run (mount(8), noexec).
   */
  readonly runnableBases: readonly Base[];
  /** The one that is in our directory already, with the SHA-256 sums of its programs. */
  readonly portable:
    { readonly base: Base; readonly sshd: string; readonly keygen: string } | undefined;
  /** Of the host's server, where that is in our directory, whole. */
  readonly hostServer: OpensshVersion | undefined;
  /** Has passwd the account `sshd`, as which all but the portable server lock themselves in? */
  readonly hasServerAccount: boolean;
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
for base in "$@" own; do
  place=$base
  if [ "$base" = own ]; then place=${ownBase(0).slice(0, -1)}\${uid:-none}; fi
  if ! mounted "$place" noexec; then say runnable "$base"; fi
  dir=$place/$id/\${uid:-none}
  if [ -z "$brought" ] && [ -f "$dir/sshd" ] && [ -f "$dir/ssh-keygen" ]; then
    brought="$base $(sum_of "$dir/sshd") $(sum_of "$dir/ssh-keygen")"
    if [ -f "$dir/host/sums" ] && (cd "$dir/host" && sha256sum -c sums) >/dev/null 2>&1; then
      say hostServer "$(head -c 30 "$dir/host/version")"
    fi
  fi
done
if [ -n "$brought" ]; then say portable "$brought"; fi
server_account() {
  while IFS=: read -r entry _ || [ -n "$entry" ]; do
    if [ "$entry" = sshd ]; then return 0; fi
  done </etc/passwd
  return 1
}
if [ -r /etc/passwd ] && server_account; then say serverAccount yes; fi
`;

const brought = /^(\S+) ([0-9a-f]{64}) ([0-9a-f]{64})$/;

/** In the answer, the user's own place is `own`. */
const places = [...bases, 'own'] as const;

/** Its lines in the probe's answer. */
export const portableAnswer = {
  machine: once(v.pipe(v.string(), v.regex(/^[a-z0-9_]{1,30}$/))),
  runnable: repeated(v.picklist(places), places.length),
  portable: atMostOnce(
    v.pipe(
      v.string(),
      v.transform((text) => {
        const [, place, sshd, keygen] = brought.exec(text) ?? [];
        const base = places.find((one) => one === place);
        // Without a program for sums in there it is not known, and brought anew.
        if (!base || sshd === undefined || keygen === undefined) return undefined;
        return { base, sshd, keygen };
      }),
    ),
  ),
  hostServer: atMostOnce(v.pipe(v.string(), v.transform(parseOpensshVersion))),
  serverAccount: atMostOnce(v.literal('yes')),
};

type Place = (typeof places)[number];

/** @param found those lines, and the login user's uid. */
export function portableFacts(found: {
  readonly uid?: number | undefined;
  readonly machine: string;
  readonly runnable: readonly Place[];
  readonly portable?: { base: Place; sshd: string; keygen: string } | undefined;
  readonly hostServer?: OpensshVersion | undefined;
  readonly serverAccount?: 'yes' | undefined;
}): PortableFacts {
  const baseAt = (place: Place): Base => (place === 'own' ? ownBase(found.uid ?? 0) : place);
  return {
    machine: found.machine,
    runnableBases: places.filter((place) => found.runnable.includes(place)).map(baseAt),
    portable: found.portable && { ...found.portable, base: baseAt(found.portable.base) },
    hostServer: found.hostServer,
    hasServerAccount: found.serverAccount === 'yes',
  };
}
