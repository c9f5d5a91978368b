import type { PackageManager } from './packageManagers.ts';
import { searchPath } from './shellParts.ts';

/**
 * Installs the packages that are its arguments. A policy-rc.d keeps them from starting a server that
 * nobody asked for (Debian Policy, section 9.3.3; invoke-rc.d(8)); where the image has one, that
 * decides. Ours goes when this ends, and should this be killed, it forbids nothing any more: it looks
 * whether the one who made it still lives. Everything printed goes to standard error, line by line.
 */
export function installScript(manager: PackageManager): string {
  return `
${searchPath}
exec 1>&2
policy=/usr/sbin/policy-rc.d
if [ -f "$policy" ] && [ "$(sed -n 2p "$policy")" = '# Made by Dockhop' ]; then rm -f "$policy"; fi
made=no
cleaned() { if [ "$made" = yes ]; then rm -f "$policy"; fi; }
trap cleaned EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
if [ -d "\${policy%/*}" ] && [ ! -e "$policy" ] && [ ! -L "$policy" ]; then
  if (set -C && umask 022 && cat >"$policy" <<END
#!/bin/sh
# Made by Dockhop
case \\$(tr '\\\\0' ' ' 2>/dev/null </proc/$$/cmdline) in
  *dockhop-install*) exit 101 ;;
esac
exit 0
END
  ); then
    made=yes
    chmod 755 "$policy"
  fi
fi
${manager.script}
install_packages "$@" </dev/null
`;
}
