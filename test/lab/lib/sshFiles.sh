# shellcheck shell=bash
# The client's SSH material: a key, the machines' host keys, pinned, and a config as a person might have written it.
# All of it stays the same from one `up` to the next.

# shellcheck source=addresses.sh
. "$(dirname "${BASH_SOURCE[0]}")/addresses.sh"

ssh_dir="$lab_dir/ssh"
host_key_dir="$lab_dir/hostKeys"
# What people type at the machine `doors`.
secrets_dir="$lab_dir/secrets"

make_key() { [[ -f "$1" ]] || ssh-keygen -q -t ed25519 -N '' -C "$2" -f "$1"; }

public_key_of() { cut -d ' ' -f 1,2 "$host_key_dir/$1/ssh_host_ed25519_key.pub"; }

make_keys() {
  local machine
  mkdir -p "$ssh_dir" "$host_key_dir"
  chmod 700 "$ssh_dir" "$host_key_dir"
  make_key "$ssh_dir/id_ed25519" 'researcher@laptop'
  for machine in "${machines[@]}"; do
    mkdir -p "$host_key_dir/$machine"
    make_key "$host_key_dir/$machine/ssh_host_ed25519_key" "$machine"
  done
}

# The password of everybody there, and the secret of the one-time codes, as Google Authenticator keeps it:
# three windows of 30 s are good, and a code may be used again.
make_secrets() {
  mkdir -p "$secrets_dir"
  chmod 700 "$secrets_dir"
  # shellcheck disable=SC2016 # with characters that no shell may get at
  [[ -f "$secrets_dir/password" ]] || echo 'correct horse, "battery" $taple' >"$secrets_dir/password"
  [[ -f "$secrets_dir/one-time-codes" ]] ||
    printf '%s\n" WINDOW_SIZE 3\n" TOTP_AUTH\n' "$(head -c 20 /dev/urandom | base32)" >"$secrets_dir/one-time-codes"
}

write_known_hosts() {
  local machine
  for machine in jump jump-strict; do
    echo "[127.0.0.1]:$(port_of "$machine") $(public_key_of "$machine")"
  done
  for machine in "${engine_machines[@]}" fake; do
    echo "$(address_of "$machine"),$machine.inner $(public_key_of "$machine")"
  done
  echo "[127.0.0.1]:$(door_port people),$(address_of doors),doors.inner $(public_key_of doors)"
}

write_config() {
  cat <<CONFIG
# My hosts at the lab. Everything goes through one of the two jump hosts.

# gpu2 and the odd one have a file of their own
Include $ssh_dir/config.d/*.conf

Host jump
  HostName 127.0.0.1
  Port $LAB_JUMP_PORT
  User jumper

# No forwarding on this one ("administratively prohibited"), but it has nc.
Host jump-strict
  HostName 127.0.0.1
  Port $LAB_STRICT_PORT
  User jumper

# --- gpu1: everybody's Docker, and bob's own ------------------------------------------------

# The way through jump-strict, from the wiki
Host gpu1-nc gpu1-nc-bob
  ProxyCommand ssh -F $ssh_dir/config -p $LAB_STRICT_PORT jumper@127.0.0.1 nc %h %p

# For the long runs: everything I ever needed, all at once
Host gpu1-busy
  ForwardAgent yes
  LocalForward 18888 localhost:8888
  ControlMaster auto
  ControlPath $ssh_dir/master-%C
  RequestTTY yes
  RemoteCommand echo remote-command; sleep 1

Host gpu1-bob gpu1-nc-bob
  User bob

Host gpu1-carol
  User carol

Host gpu1-dave
  User dave

Host gpu1 gpu1-*
  HostName $(address_of gpu1)
  User alice
  ProxyJump jump

Host *
  IdentityFile $ssh_dir/id_ed25519
  IdentitiesOnly yes
  UserKnownHostsFile $ssh_dir/known_hosts
  ServerAliveInterval 60

# The stranger ways in (jump-otp and others) are in config.reach, which includes this file.
CONFIG
}

# A file of its own, so that the lists of hosts that tests and demos show stay short.
write_reach_config() {
  cat <<CONFIG
# Hosts that are harder to reach. The plain ones are included at the end.

# password and one-time code, by keyboard-interactive
Host jump-otp
  User otto

# another person who logs in like otto, for a test that counts
Host jump-otp-olga
  User olga

# the method called password, and nothing else
Host jump-password
  User pat

# the key, and then password and one-time code
Host jump-key-otp
  User kim

Host jump-otp jump-otp-olga jump-password jump-key-otp
  HostName 127.0.0.1
  Port $(door_port people)

Host gpu1-otp gpu2-otp
  ProxyJump jump-otp

# the recipe, whose ssh asks by itself
Host gpu1-otp-nc
  ProxyCommand ssh -F $ssh_dir/config.reach jump-otp nc %h %p

Host gpu2-otp
  HostName gpu2.inner
  User root

Match all
Include $ssh_dir/config
CONFIG
}

write_included_config() {
  cat <<CONFIG
# gpu2 has podman. The name is known to the jump host only.
Host gpu2 gpu2-peggy
    HostName gpu2.inner
    ProxyJump jump
Host gpu2
    User root
Host gpu2-peggy
    User peggy

Host fake-malformed
    User=trudy

Host fake fake-*
    HostName=$(address_of fake)
    User=mallory
    ProxyJump=jump
CONFIG
}

write_ssh_files() {
  make_keys
  make_secrets
  mkdir -p "$ssh_dir/config.d"
  write_known_hosts >"$ssh_dir/known_hosts"
  write_config >"$ssh_dir/config"
  write_included_config >"$ssh_dir/config.d/gpu2.conf"
  write_reach_config >"$ssh_dir/config.reach"
  chmod 600 "$ssh_dir/config.reach" "$ssh_dir/config" "$ssh_dir/known_hosts" "$ssh_dir/config.d/gpu2.conf"
}
