# shellcheck shell=bash
# shellcheck disable=SC2154 # base, home and engine come from the script that sources this
# The containers of each engine, one line or a few a container. Runs inside the engine's machine.
#
# `run NAME [OPTION...] IMAGE [COMMAND...]` comes from workspaces/workspaces; IMAGE is a folder of test/lab/images.
# $base is where the engine's published ports begin, $home the home of its owner.

# The same small set for podman keeps the lab quick to start.
readonly podman_workspaces=(
  ws-published ws-noport ws-idle ws-nossh ws-user ws-nonet ws-stopped ws-env ws-hostile trainer-api-1 trainer-db-1
)
readonly docker_workspaces=(
  "${podman_workspaces[@]}" ws-loopback ws-readonly ws-hostnet ws-tmpfsrun ws-liar
)

names_of_engine() {
  case $1 in
    docker | bob) printf '%s\n' "${docker_workspaces[@]}" ;;
    podman | peggy) printf '%s\n' "${podman_workspaces[@]}" ;;
  esac
}

# Where the engine's published ports begin: two engines share a machine.
first_port_of() {
  case $1 in
    docker | podman) echo 2200 ;;
    bob | peggy) echo 2300 ;;
  esac
}

define() {
  case $1 in
    # --- an SSH server as the recipe sets it up; root's authorized_keys has the person's key ---
    # 2222 is published too, for a server that does not exist yet.
    ws-published) run "$1" -p "$((base + 1)):22" -p "$((base + 22)):2222" workspace recipe-sshd ;;
    ws-loopback) run "$1" -p "127.0.0.1:$((base + 2)):22" workspace recipe-sshd ;;
    ws-noport) run "$1" workspace recipe-sshd ;;
    ws-hostnet) run "$1" --network host workspace recipe-sshd -p "$((base + 10))" ;;

    # --- an SSH server installed, none running ---
    ws-idle) run "$1" --init workspace sleep infinity ;;
    ws-user) run "$1" --init --user 1000 workspace sleep infinity ;;
    ws-nonet) run "$1" --init --network none workspace sleep infinity ;;
    ws-tmpfsrun) run "$1" --init --tmpfs /run workspace sleep infinity ;;
    ws-readonly) run "$1" --init --read-only --tmpfs /tmp workspaceReadonly sleep infinity ;;
    ws-env) run "$1" --init workspaceEnv sleep infinity ;;
    ws-stopped) run "$1" --init workspace sleep infinity ;;

    # --- no SSH server; it can be installed ---
    ws-nossh) run "$1" --init debian sleep infinity ;;

    # --- a compose project ---
    trainer-api-1) run "$1" --init "$(compose api)" -v "$home/trainer:/app" -w /app workspace sleep infinity ;;
    trainer-db-1) run "$1" --init "$(compose db)" debian sleep infinity ;;

    # --- strangers ---
    ws-hostile) define_hostile ;;
    ws-liar) run "$1" --init workspaceLiar sleep infinity ;;
    *)
      echo "workspaces: no workspace named $1" >&2
      exit 2
      ;;
  esac
}

# The labels that Docker Compose sets, as a file of `--label-file`.
compose() {
  local file="/tmp/compose-$engine-$1"
  cat >"$file" <<LABELS
com.docker.compose.project=trainer
com.docker.compose.service=$1
com.docker.compose.container-number=1
com.docker.compose.oneoff=False
com.docker.compose.project.working_dir=$home/trainer
com.docker.compose.project.config_files=$home/trainer/compose.yaml
LABELS
  chmod 644 "$file"
  echo "--label-file=$file"
}

# All that an engine lets a stranger put into labels, environment, working directory and mounts.
# /tmp/pwned must not appear anywhere: not in the container, not on a host, not on the client.
define_hostile() {
  local run_me="\$(touch /tmp/pwned)\`touch /tmp/pwned\`"
  local quotes="it's \"quoted\"; touch /tmp/pwned; '"
  local escapes=$'\e[31mred\e[0m\e]0;owned\a\e[2J'
  # shellcheck disable=SC2016 # not to be expanded, here least of all
  local markdown='[click](command:workbench.action.quit) ![x](https://tracker.invalid/x.png) $(trash)'
  # A mount as well, because podman wants a working directory to exist.
  local directory="/srv/a b/$run_me/\"q\"/[x](command:evil)/%20#?"
  local lines=$'first\nHost *\n  ProxyCommand touch /tmp/pwned\nlast'
  run ws-hostile --init \
    --label "com.docker.compose.project=$escapes$markdown" \
    --label "com.docker.compose.service=$run_me" \
    --label "org.opencontainers.image.title=$markdown" \
    --label "devcontainer.local_folder=/home/\"$run_me" \
    --label "devcontainer.metadata=[{\"remoteUser\":\"$run_me\",\"workspaceFolder\":\"/$run_me\"}]" \
    --label "\$(touch\${IFS}/tmp/pwned)\`id\`=$quotes" \
    --label "lines=$lines" \
    --env "RUN_ME=$run_me" --env "QUOTES=$quotes" --env "ESCAPES=$escapes" --env "MARKDOWN=$markdown" \
    --env "LINES_OF_TEXT=$lines" --env "BACKSLASH=ends with \\" --env 'HASH= # no comment' \
    --env "LONG=$(head -c 20000 /dev/zero | tr '\0' x)" --env 'not-a-name=1' --env "$run_me=name" \
    --env "LD_PRELOAD=" \
    --env "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/$run_me \"x\"" \
    --mount "type=volume,\"dst=${directory//\"/\"\"}\"" --workdir "$directory" \
    workspace sleep infinity
}
