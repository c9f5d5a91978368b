#!/usr/bin/env bash
# Prints a folder whose node and npm are good enough.
#   node.sh        the project's own: any Node from 20.19 on (this machine's, else our own)
#   node.sh own    our own Node 24, which code-server insists on (its headers are beside it in ../include)
# Our own comes out of the npm registry, so that a machine that reaches only Debian's mirror and that registry can build.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$here/common.sh"

own_version=24.21.0
npm_version=11.19.1

system_node_is_good() {
  command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'const [major, minor] = process.versions.node.split(".").map(Number); process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
}

npm_platform() {
  case "$(uname -sm)" in
    'Linux x86_64') echo linux-x64 ;;
    'Linux aarch64') echo linux-arm64 ;;
    *) give_up "Node 20.19 or newer, with npm, is missing; install it (there is no ready-made one for $(uname -sm) here)" ;;
  esac
}

# Any npm will do for fetching our own; Debian's brings its own old Node along.
ensure_some_npm() {
  command -v npm >/dev/null && return 0
  command -v apt-get >/dev/null || give_up "Node 20.19 or newer, with npm, is missing; install it"
  say "no npm on this machine: taking the system's to fetch a newer Node with"
  "$here/systemPackages.sh" -- ca-certificates npm
}

if [[ "${1:-}" != own ]] && system_node_is_good; then
  dirname "$(command -v node)"
  exit 0
fi

platform="$(npm_platform)"
name="node-$own_version-npm-$npm_version-$platform"
target="$cache_dir/$name"

if [[ ! -d "$target" ]]; then
  wait_for_lock node
fi
if [[ ! -d "$target" ]]; then
  ensure_some_npm
  say "fetching Node $own_version"
  building="$(new_build_dir "$name")"
  quietly npm install --prefix "$building" --no-save --no-audit --no-fund --loglevel=error \
    "node-$platform@$own_version" "npm@$npm_version" ||
    give_up "npm could not fetch node-$platform@$own_version and npm@$npm_version from its registry"
  # The layout of a Node distribution: what builds native modules looks for ../include/node beside bin.
  mkdir "$building/bin"
  ln -s "../node_modules/node-$platform/bin/node" "$building/bin/node"
  ln -s ../node_modules/npm/bin/npm-cli.js "$building/bin/npm"
  ln -s ../node_modules/npm/bin/npx-cli.js "$building/bin/npx"
  ln -s "node_modules/node-$platform/include" "$building/include"
  chmod +x "$building"/bin/*
  "$building/bin/node" --version >/dev/null || give_up "the fetched Node $own_version does not run on this machine"
  mv -T "$building" "$target"
fi
printf '%s\n' "$target/bin"
