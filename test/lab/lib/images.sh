# shellcheck shell=bash
# Images: built once for each content of their folder and of the image below them, from Debian packages alone.
# No image registry is asked for anything: the lowest image is made by debootstrap.

# shellcheck source=settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

# An image whose name ends in -trixie is the same as that without, on the Debian after.
debian_release=bookworm
later_release=trixie
workspace_images=(debian workspace workspaceEnv workspaceReadonly workspaceLiar)

parent_of_image() {
  case $1 in
    debian | debian-trixie) ;;
    machine-trixie) echo debian-trixie ;;
    dockerHost26 | podmanHost5) echo machine-trixie ;;
    machine | workspace | securityKey) echo debian ;;
    dockerHost | podmanHost | fakeHost | doors) echo machine ;;
    workspace*) echo workspace ;;
    *) fail "no image named $1" ;;
  esac
}

release_of_image() { if [[ "$1" == *-trixie ]]; then echo "$later_release"; else echo "$debian_release"; fi; }

folder_of_image() { echo "$lab_source/images/${1%-trixie}"; }

# Of names and contents of the files, so that a moved checkout finds its images again.
content_of_folder() { (cd "$1" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum); }

declare -A image_tags=()

# Reads every file of the images once, not at each question.
remember_image_tags() {
  local image
  for image in debian machine workspace dockerHost podmanHost fakeHost doors securityKey "${workspace_images[@]}" \
    debian-trixie machine-trixie dockerHost26 podmanHost5; do
    image_tags[$image]="$(image_tag "$image")"
  done
}

# `localhost/` keeps every engine from looking for it in a registry.
image_tag() {
  local parent hash
  if [[ -n "${image_tags[$1]:-}" ]]; then
    echo "${image_tags[$1]}"
    return
  fi
  parent="$(parent_of_image "$1")"
  hash="$({
    if [[ -n "$parent" ]]; then image_tag "$parent"; else release_of_image "$1"; fi
    content_of_folder "$(folder_of_image "$1")"
  } | sha256sum)"
  # Lower case only, as the engine's naming rules want it.
  echo "localhost/$lab_prefix/${1,,}:${hash:0:12}"
}

build_image() {
  local name=$1 tag parent
  tag="$(image_tag "$name")"
  docker image inspect "$tag" >/dev/null 2>&1 && return
  say "building $name"
  parent="$(parent_of_image "$name")"
  if [[ -z "$parent" ]]; then
    "$(folder_of_image "$name")/build" "$(release_of_image "$name")" | docker import --change "LABEL $lab_label=image" --change 'CMD ["bash"]' - "$tag" >/dev/null
  else
    # The classic builder is in every client; its notice about that would drown a real error.
    DOCKER_BUILDKIT=0 docker build -q --label "$lab_label=image" --build-arg "BASE=$(image_tag "$parent")" -t "$tag" "$(folder_of_image "$name")" 2> >(grep -v -i -e 'legacy builder' -e buildx -e buildkit -e 'environment-variable\.$' -e '^$' >&2) >/dev/null
  fi
}

build_images() {
  remember_image_tags
  in_parallel build_bookworm_images build_trixie_images
}

build_bookworm_images() {
  build_image debian
  in_parallel build_bookworm_machines build_workspace_images build_security_key
}

# From source, which not every mirror has.
build_security_key() { build_image securityKey || say 'no source of OpenSSH: there is no jump-security-key'; }

build_bookworm_machines() {
  build_image machine
  in_parallel 'build_image dockerHost' 'build_image podmanHost' 'build_image fakeHost' 'build_image doors'
}

build_trixie_images() {
  build_image debian-trixie
  build_image machine-trixie
  in_parallel 'build_image dockerHost26' 'build_image podmanHost5'
}

build_workspace_images() {
  local name
  for name in "${workspace_images[@]}"; do build_image "$name"; done
}
