# shellcheck shell=bash
# Addresses: one private /16 that this machine does not use, and its isolation from the client.
#
#   RANGE.0.0/24   edge: the jump hosts' outer side, all that the client is meant to reach
#   RANGE.1.0/24   inner: jump hosts and engine hosts
#   RANGE.*        every network of the engines inside the machines
#
# The client gets an `unreachable` route for the whole range, so that dialling an inner address fails at once
# instead of leaving the machine. The edge network's own route is more specific and stays usable.

# shellcheck source=settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

# shellcheck disable=SC2034 # used by machines.sh
# The engine routes and publishes through the network of a container that comes first by name.
edge_network=$lab_prefix-a-edge
# shellcheck disable=SC2034
inner_network=$lab_prefix-b-inner
range_candidates=(10.203 10.217 10.231 10.187 10.173 10.159 10.241)
# The port of the recipe that people follow by hand, and those after it.
first_port_candidate=32200

# The SSH servers of the machine `doors`: the first on port 22 inside, the others on 2201 and up;
# on 127.0.0.1 they follow each other, too.
doors=(people certificates post-quantum few crowd kerberos)

# door_port NAME: where the client finds it
door_port() {
  local number
  for number in "${!doors[@]}"; do
    if [[ "${doors[number]}" == "$1" ]]; then echo "$((LAB_DOORS_PORT + number))"; fi
  done
}

# inner_door_port NAME: on the machine itself
inner_door_port() {
  local number
  for number in "${!doors[@]}"; do
    if [[ "${doors[number]}" == "$1" ]]; then echo "$((number == 0 ? 22 : 2200 + number))"; fi
  done
}

address_of() {
  case $1 in
    jump) echo "$LAB_RANGE.1.2" ;;
    jump-strict) echo "$LAB_RANGE.1.3" ;;
    doors) echo "$LAB_RANGE.1.4" ;;
    gpu1) echo "$LAB_RANGE.1.11" ;;
    gpu2) echo "$LAB_RANGE.1.12" ;;
    fake) echo "$LAB_RANGE.1.13" ;;
    gpu3) echo "$LAB_RANGE.1.14" ;;
    gpu4) echo "$LAB_RANGE.1.15" ;;
    *) fail "no machine named $1" ;;
  esac
}

port_of() {
  case $1 in
    jump) echo "$LAB_JUMP_PORT" ;;
    jump-strict) echo "$LAB_STRICT_PORT" ;;
    doors) echo "$LAB_DOORS_PORT" ;;
  esac
}

# The resolver that the machines and their containers ask, which the jump hosts let through.
resolver() {
  local address
  address="$(awk '/^nameserver/ && $2 !~ /^127\./ && $2 !~ /:/ { print $2; exit }' /etc/resolv.conf /run/systemd/resolve/resolv.conf 2>/dev/null || true)"
  echo "${address:?no name server in /etc/resolv.conf that a container could reach}"
}

# Free: no route into it, none around it but the default, and not where the resolver is.
range_is_free() {
  [[ "$(resolver)" != "$1".* ]] &&
    [[ -z "$(ip -4 route show table all root "$1.0.0/16")" ]] &&
    ! ip -4 route show table all match "$1.0.0/16" | grep -q -v '^default'
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# A lab that runs already keeps its range: it is written on its networks.
range_in_use() {
  docker network ls -q --filter "label=$lab_label" | head -n 1 |
    xargs -r docker network inspect --format "{{index .Labels \"$lab_label.range\"}}"
}

choose_range() {
  local range
  for range in "${range_candidates[@]}"; do
    range_is_free "$range" && echo "$range" && return
  done
  fail "no free address range among ${range_candidates[*]} (each .0.0/16): all meet routes of this machine"
}

# ports_are_free FIRST COUNT
ports_are_free() {
  local port
  for ((port = $1; port < $1 + $2; port++)); do port_is_free "$port" || return 1; done
}

# choose_port FIRST COUNT: the first of as many free ports in a row
choose_port() {
  local port
  for ((port = $1; port < $1 + 100; port++)); do
    ports_are_free "$port" "$2" && echo "$port" && return
  done
  fail "no $2 free ports in a row on 127.0.0.1 from $1"
}

# settle_port MACHINE PORT CANDIDATE [COUNT]: a port that something else took while the lab was down is given up.
settle_port() {
  local machine=$1 port=$2 candidate=$3 count=${4:-1}
  if [[ -n "$port" ]] && { machine_runs "$machine" || ports_are_free "$port" "$count"; }; then
    echo "$port"
  else
    choose_port "$candidate" "$count"
  fi
}

# Sets LAB_RANGE and the published ports, and writes them down for tests and for the next `up`.
settle_addresses() {
  LAB_RANGE='' LAB_JUMP_PORT='' LAB_STRICT_PORT='' LAB_DOORS_PORT=''
  # shellcheck source=/dev/null
  [[ -f "$lab_settings" ]] && . "$lab_settings"
  local in_use
  in_use="$(range_in_use)"
  # Without settings of our own, machines are those of another checkout: this lab takes their place and ports.
  [[ -n "$LAB_RANGE" ]] || remove_machines
  LAB_JUMP_PORT="$(settle_port jump "$LAB_JUMP_PORT" "$first_port_candidate")"
  LAB_STRICT_PORT="$(settle_port jump-strict "$LAB_STRICT_PORT" "$((LAB_JUMP_PORT + 1))")"
  LAB_DOORS_PORT="$(settle_port doors "$LAB_DOORS_PORT" "$((first_port_candidate + 10))" "${#doors[@]}")"
  if [[ -n "$in_use" ]]; then
    LAB_RANGE="$in_use"
  elif [[ -z "$LAB_RANGE" ]] || ! { client_is_shut_out || range_is_free "$LAB_RANGE"; }; then
    LAB_RANGE="$(choose_range)"
  fi
  printf 'LAB_RANGE=%s\nLAB_JUMP_PORT=%s\nLAB_STRICT_PORT=%s\nLAB_DOORS_PORT=%s\n' \
    "$LAB_RANGE" "$LAB_JUMP_PORT" "$LAB_STRICT_PORT" "$LAB_DOORS_PORT" >"$lab_settings"
}

lab_route() { echo "unreachable $LAB_RANGE.0.0/16"; }

client_is_shut_out() { [[ -n "$(ip -4 route show type unreachable exact "$LAB_RANGE.0.0/16")" ]]; }

# Before anything can dial: see the head of this file.
shut_client_out() {
  client_is_shut_out && return
  # shellcheck disable=SC2046 # two words
  ip route add $(lab_route)
}

let_client_go() {
  client_is_shut_out || return 0
  # shellcheck disable=SC2046 # two words
  ip route del $(lab_route)
}
