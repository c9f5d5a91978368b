# shellcheck shell=bash
# Workspaces: the containers inside the machines' engines. What they are is in test/lab/workspaces.

# shellcheck source=images.sh
. "$(dirname "${BASH_SOURCE[0]}")/images.sh"
# shellcheck source=machines.sh
. "$(dirname "${BASH_SOURCE[0]}")/machines.sh"

# What the engines of gpu3 and gpu4 have: those are tried for their versions.
few_workspaces=(ws-published ws-idle ws-user ws-nonet)

# podman 5 complains of old control groups, which are not its own to choose, at every command.
without_complaint() { "$@" 2> >(grep -v -e cgroups-v1 >&2); }

in_machine_of() { docker exec "$(machine_id "$(machine_of_engine "$1")")" "${@:2}"; }

engine_answers() { in_machine_of "$1" /lab/engine answers "$(name_inside "$1")" 2>/dev/null; }

await_engine() {
  wait_until engine_answers "$1" ||
    fail "the engine $1 does not answer; see /var/log/engine-$(name_inside "$1").log in $(machine_of_engine "$1")"
}

# Which tag each image has: read by the script that runs the containers.
images_env() {
  local name
  echo 'declare -A lab_images'
  for name in "${workspace_images[@]}"; do echo "lab_images[$name]=$(image_tag "$name")"; done
}

hand_out_definitions() {
  local machine id
  images_env >"$lab_dir/images.env"
  for machine in "${engine_machines[@]}"; do
    id="$(machine_id "$machine")"
    tar -C "$lab_source" --owner 0 --group 0 --transform 's,^workspaces,lab/workspaces,' -c workspaces | docker cp - "$id:/"
    docker cp "$lab_dir/images.env" "$id:/lab/workspaces/images.env" >/dev/null
    case $machine in
      gpu3 | gpu4) printf '%s\n' "${few_workspaces[@]}" | docker exec -i "$id" tee /lab/workspaces/few >/dev/null ;;
    esac
  done
}

name_if_without_images() { has_images "$1" || echo "$1"; }

has_images() { in_machine_of "$1" /lab/cli "$(name_inside "$1")" image inspect "${workspace_tags[@]}" >/dev/null 2>&1; }

# One archive serves all engines that lack images. The engines have no registry to get them from.
load_images() {
  local name engine loads=() archive="$lab_dir/workspaces.tar"
  workspace_tags=()
  for name in "${workspace_images[@]}"; do workspace_tags+=("$(image_tag "$name")"); done
  for engine in $(in_parallel "${lab_engines[@]/#/name_if_without_images }"); do
    loads+=("load_archive $engine $archive")
  done
  ((${#loads[@]})) || return 0
  say 'loading the workspace images into the engines'
  docker save -o "$archive" "${workspace_tags[@]}"
  in_parallel "${loads[@]}"
  rm -f "$archive"
}

load_archive() { without_complaint docker exec -i "$(machine_id "$(machine_of_engine "$1")")" /lab/cli "$(name_inside "$1")" load -q <"$2" >/dev/null; }

start_workspaces() { without_complaint in_machine_of "$1" /lab/workspaces/workspaces up "$(name_inside "$1")"; }

start_podman_without_service() { without_complaint docker exec "$(machine_id gpu4)" /lab/workspaces/without-service; }
