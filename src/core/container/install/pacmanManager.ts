import type { PackageManager } from './packageManager.ts';

/**
 * pacman(8). The lists of an image are tried first: newer ones with an older system are a partial
 * upgrade. It does not wait for its lock, and one that was killed leaves it behind.
 * For one repository that does not answer it fetches the lists of the others and then refuses to
 * install from them: it is given its configuration without that one.
 */
export const pacmanManager: PackageManager = {
  name: 'pacman',
  packages: ['openssh'],
  forEditor: {
    bash: ['bash'],
    tar: ['tar'],
    gzip: ['gzip'],
    'curl or wget': ['wget'],
    'libstdc++': ['gcc-libs'],
    procps: ['procps-ng'],
    'ca-certificates': ['ca-certificates'],
  },
  script: `
have_lists() {
  for list in /var/lib/pacman/sync/*.db; do
    if [ -e "$list" ]; then return 0; fi
  done
  return 1
}
drop_lists() {
  rm -f /var/lib/pacman/sync/*
  for fetched in $packages; do rm -f /var/cache/pacman/pkg/"$fetched"-[0-9]*; done
}
runs() {
  for name in /proc/[0-9]*/comm; do
    if read -r other 2>/dev/null <"$name" && [ "$other" = pacman ]; then return 0; fi
  done
  return 1
}
await_lock() {
  tries=0
  while [ -e /var/lib/pacman/db.lck ]; do
    if ! runs; then
      echo 'dockhop: the lock of a pacman that is gone is removed'
      rm -f /var/lib/pacman/db.lck
      return
    fi
    tries=$((tries + 1))
    if [ "$tries" -gt 60 ]; then return; fi
    sleep 2
  done
}
add() {
  await_lock
  pacman -S --noconfirm --needed --noprogressbar "$@"
}
with_lists() {
  keep=yes
  while IFS= read -r row || [ -n "$row" ]; do
    case $row in
      '[options]'*) keep=yes ;;
      '['*']'*)
        name=\${row#?}
        keep=no
        if [ -e "/var/lib/pacman/sync/\${name%%]*}.db" ]; then keep=yes; fi
        ;;
    esac
    if [ "$keep" = yes ]; then printf '%s\\n' "$row"; fi
  done </etc/pacman.conf
}
install_packages() {
  if have_lists && add "$@"; then return 0; fi
  await_lock
  pacman -Sy --noconfirm --noprogressbar
  if add "$@"; then return 0; fi
  await_lock
  with_lists | pacman --config /dev/stdin -S --noconfirm --needed --noprogressbar "$@"
}
`,
};
