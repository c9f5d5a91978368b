# shellcheck shell=bash
# Machines: containers of the local engine that stand in for jump hosts and for hosts with engines.

# shellcheck source=addresses.sh
. "$(dirname "${BASH_SOURCE[0]}")/addresses.sh"
# shellcheck source=images.sh
. "$(dirname "${BASH_SOURCE[0]}")/images.sh"
# shellcheck source=sshFiles.sh
. "$(dirname "${BASH_SOURCE[0]}")/sshFiles.sh"

image_of_machine() {
  case $1 in
    jump | jump-strict) echo machine ;;
    gpu1) echo dockerHost ;;
    gpu2) echo podmanHost ;;
    gpu3) echo dockerHost26 ;;
    gpu4) echo podmanHost5 ;;
    fake) echo fakeHost ;;
    doors) echo doors ;;
  esac
}

start_of_machine() {
  case $1 in
    doors) echo /lab/doors/start ;;
    gpu3) echo /lab/start-dockerHost ;;
    gpu4) echo /lab/start-podmanHost ;;
    *) echo "/lab/start-$(image_of_machine "$1")" ;;
  esac
}

# name:directory of what a machine keeps when it is made anew: its engines' images and containers
volumes_of_machine() {
  case $1 in
    gpu1) echo "$lab_prefix-gpu1-docker:/var/lib/docker" "$lab_prefix-gpu1-home:/home" ;;
    gpu2) echo "$lab_prefix-gpu2-containers:/var/lib/containers" "$lab_prefix-gpu2-home:/home" ;;
    gpu3) echo "$lab_prefix-gpu3-docker:/var/lib/docker" "$lab_prefix-gpu3-home:/home" ;;
    gpu4) echo "$lab_prefix-gpu4-containers:/var/lib/containers" "$lab_prefix-gpu4-home:/home" ;;
  esac
}

# Sets $machine_options, the options of `docker create` for a machine.
set_machine_options() {
  local name=$1 volume
  # shellcheck disable=SC2054 # commas within options
  machine_options=(
    --name "$lab_prefix-$name" --hostname "$name" --label "$lab_label=$name"
    -e "LAB_RANGE=$LAB_RANGE" -e "LAB_RESOLVER=$(resolver)"
    # As on a real machine, what is under /run and /tmp is gone after a restart; podman relies on that.
    --tmpfs /run:exec,mode=755 --tmpfs /tmp:exec,mode=1777
  )
  case $name in
    doors)
      machine_options+=(
        --network "$edge_network" -p "127.0.0.1:$LAB_DOORS_PORT:22" --cap-add NET_ADMIN
        -p "127.0.0.1:$((LAB_DOORS_PORT + 1))-$((LAB_DOORS_PORT + ${#doors[@]} - 1)):2201-$((2200 + ${#doors[@]} - 1))"
      )
      ;;
    jump*)
      machine_options+=(
        --network "$edge_network" -p "127.0.0.1:$(port_of "$name"):22"
        --cap-add NET_ADMIN --sysctl net.ipv4.ip_forward=1
        # Dials that the jump host refuses are to fail at once, however many there are.
        --sysctl net.ipv4.icmp_ratelimit=0
      )
      ;;
    gpu*)
      machine_options+=(
        --network "$inner_network" --ip "$(address_of "$name")" --network-alias "$name.inner"
        # All that --privileged gives, but for SYS_RESOURCE, which some machines do not have to give.
        --cap-add ALL --cap-drop SYS_RESOURCE
        --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined
        --device /dev/net/tun --device /dev/fuse
      )
      ;;
    fake)
      machine_options+=(
        --network "$inner_network" --ip "$(address_of "$name")" --network-alias "$name.inner" --cap-add NET_ADMIN
      )
      ;;
  esac
  for volume in $(volumes_of_machine "$name"); do machine_options+=(-v "$volume"); done
}

# What the machine alone gets.
content_for_machine() {
  if [[ "$1" == doors ]]; then
    content_of_folder "$lab_source/doors"
    content_of_folder "$secrets_dir"
  fi
}

# A machine is made anew when anything that it is made of has changed.
specification_of() {
  {
    image_tag "$(image_of_machine "$1")"
    printf '%s\n' "${machine_options[@]}"
    content_of_folder "$lab_source/machines"
    content_of_folder "$lab_source/fakeEngine"
    content_for_machine "$1"
    cat "$ssh_dir/id_ed25519.pub" "$host_key_dir/$1/ssh_host_ed25519_key.pub"
  } | sha256sum | cut -c 1-16
}

machine_id() { docker ps -aq --no-trunc --filter "label=$lab_label=$1"; }

field_of_machine() { docker inspect --format "$2" "$1" 2>/dev/null || true; }

machine_runs() { [[ "$(field_of_machine "$(machine_id "$1")" '{{.State.Status}}')" == running ]]; }

create_volumes() {
  local volume
  for volume in $(volumes_of_machine "$1"); do
    docker volume create --label "$lab_label=$1" "${volume%%:*}" >/dev/null
  done
}

create_machine() {
  local name=$1 specification=$2 id
  create_volumes "$name"
  id="$(docker create "${machine_options[@]}" --label "$lab_label.specification=$specification" \
    "$(image_tag "$(image_of_machine "$name")")" "$(start_of_machine "$name")" "$name")"
  if [[ " ${edge_machines[*]} " == *" $name "* ]]; then docker network connect --ip "$(address_of "$name")" --alias "$name.inner" "$inner_network" "$id"; fi
  # Copied in, not mounted, so that a machine does not depend on where a checkout was.
  tar -C "$lab_source" --owner 0 --group 0 --transform 's,^machines,lab,;s,^fakeEngine,lab/fakeEngine,' -c machines fakeEngine | docker cp - "$id:/"
  tar -C "$host_key_dir/$name" --owner 0 --group 0 -c . | docker cp - "$id:/etc/ssh"
  if [[ "$name" == doors ]]; then
    tar -C "$lab_source" --owner 0 --group 0 --transform 's,^,lab/,' -c doors | docker cp - "$id:/"
    tar -C "$lab_dir" --owner 0 --group 0 --transform 's,^,lab/,' -c secrets | docker cp - "$id:/"
  fi
  # Not quiet by an option: the docker of Debian 12 has none.
  docker cp "$ssh_dir/id_ed25519.pub" "$id:/lab/authorized_keys" >/dev/null
  docker start "$id" >/dev/null
}

start_machine() {
  local name=$1 id specification machine_options
  set_machine_options "$name"
  specification="$(specification_of "$name")"
  id="$(machine_id "$name")"
  if [[ -n "$id" && "$(field_of_machine "$id" "{{index .Config.Labels \"$lab_label.specification\"}}")" != "$specification" ]]; then
    say "making $name anew"
    docker rm -f "$id" >/dev/null
    id=''
  fi
  if [[ -z "$id" ]]; then
    create_machine "$name" "$specification"
    return
  fi
  case "$(field_of_machine "$id" '{{.State.Status}}')" in
    running) ;;
    paused) docker unpause "$id" >/dev/null ;;
    *) docker start "$id" >/dev/null ;;
  esac
}

has_address() { [[ -n "$(docker exec "$1" ip -4 -o addr show to "$2")" ]]; }

# A test that was killed may have left a machine without its network.
mend_network() {
  local name=$1 id address
  id="$(machine_id "$name")"
  address="$(address_of "$name")"
  has_address "$id" "$address" && return
  say "giving $name its network back"
  docker network disconnect -f "$inner_network" "$id" 2>/dev/null || true
  docker network connect --ip "$address" --alias "$name.inner" "$inner_network" "$id"
  docker exec "$id" /lab/network "$name"
}

create_networks() {
  docker network inspect "$edge_network" >/dev/null 2>&1 ||
    docker network create --label "$lab_label=network" --label "$lab_label.range=$LAB_RANGE" --subnet "$LAB_RANGE.0.0/24" "$edge_network" >/dev/null
  # No address of the client on it and no masquerading: the only ways in and out are the jump hosts.
  docker network inspect "$inner_network" >/dev/null 2>&1 ||
    docker network create --label "$lab_label=network" --label "$lab_label.range=$LAB_RANGE" --subnet "$LAB_RANGE.1.0/24" \
      -o com.docker.network.bridge.inhibit_ipv4=true -o com.docker.network.bridge.enable_ip_masquerade=false "$inner_network" >/dev/null
}

# The engine accepts on a published port before the SSH server listens: only the banner says that it does.
# bash -c, as a read from a connection that says nothing is bounded but opening one is not.
ssh_greets() {
  # shellcheck disable=SC2016 # expanded by the inner bash
  timeout 2 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1"; read -r -t 1 -u 3 banner; [[ "$banner" == SSH-* ]]' - "$(port_of "$1")" 2>/dev/null
}

machine_greets() {
  case $1 in
    jump* | doors) ssh_greets "$1" ;;
    *) docker exec "$(machine_id "$1")" /lab/ssh-greets 2>/dev/null ;;
  esac
}

# Its life is a day; the machine that hands it out may be up for longer.
fetch_ticket() {
  local id
  id="$(machine_id doors)"
  docker exec "$id" /lab/doors/kerberos ticket
  docker cp "$id:/lab/ticket" "$ssh_dir/ticket" >/dev/null
  chmod 600 "$ssh_dir/ticket"
}

remove_machines() { docker ps -aq --filter "label=$lab_label" | xargs -r docker rm -f -v >/dev/null; }

remove_networks() { docker network ls -q --filter "label=$lab_label" | xargs -r docker network rm >/dev/null; }

remove_volumes() { docker volume ls -q --filter "label=$lab_label" | xargs -r docker volume rm >/dev/null; }

# Round after round, as an image goes only after those built on it.
remove_images() {
  local before='' images
  images="$(labelled_images)"
  while [[ -n "$images" && "$images" != "$before" ]]; do
    xargs docker image rm -f <<<"$images" >/dev/null 2>&1 || true
    before="$images"
    images="$(labelled_images)"
  done
  [[ -z "$images" ]] || say "images that others built on stay: ${images//$'\n'/ }"
}

labelled_images() { docker image ls -q --filter "label=$lab_label" | sort -u; }
