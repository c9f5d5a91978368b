#!/usr/bin/env bash
# Prints the folder of an installed code-server: a real VS Code workbench for the browser, and VS Code Server in lib/vscode.
# It is run by our own Node (node.sh own). Its native modules are compiled here, which takes some minutes the first time.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$here/common.sh"

version=4.139.1

node_bin="$("$here/node.sh" own)"
node_name="$(basename "$(dirname "$node_bin")")"
# Native modules belong to the Node that they were compiled for.
name="code-server-$version-for-$node_name"
target="$cache_dir/$name"

if [[ ! -d "$target" ]]; then
  wait_for_lock code-server
fi
if [[ ! -d "$target" ]]; then
  "$here/systemPackages.sh" base build
  building="$(new_build_dir "$name")"
  log="$cache_dir/code-server-install.log"
  say "installing code-server $version; native modules are compiled, which takes some minutes (log: $log)"
  # nodedir: the headers come with our Node; the usual download of them may be out of reach.
  if ! PATH="$node_bin:$PATH" npm_config_nodedir="$(dirname "$node_bin")" \
    npm install --prefix "$building" --no-save --no-audit --no-fund --loglevel=error \
    "code-server@$version" >"$log" 2>&1 </dev/null; then
    tail -n 30 "$log" >&2
    give_up "code-server $version could not be installed; the whole log is $log"
  fi
  "$node_bin/node" "$building/node_modules/code-server" --version >/dev/null 2>>"$log" ||
    give_up "code-server $version was installed but does not start; the whole log is $log"
  mv -T "$building" "$target"
fi
printf '%s\n' "$target/node_modules/code-server"
