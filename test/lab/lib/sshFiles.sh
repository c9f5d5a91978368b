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

# sign CERTIFICATE OPTION...: makes the certificate of the key beside it.
sign() {
  [[ -f "$1" ]] || ssh-keygen -q -s "$lab_dir/ca/ca" "${@:2}" "${1%-cert.pub}.pub"
}

# The certificate authority signs a person's key and the host key of `doors`.
make_certificates() {
  mkdir -p "$lab_dir/ca"
  make_key "$lab_dir/ca/ca" 'certificate authority of the lab'
  make_key "$ssh_dir/id_certified" 'cora@laptop'
  sign "$ssh_dir/id_certified-cert.pub" -I cora -n cora
  sign "$host_key_dir/doors/ssh_host_ed25519_key-cert.pub" -h -I doors -n certificates.lab
  cp "$lab_dir/ca/ca.pub" "$secrets_dir/ca.pub"
}

# A key that lives in a security key without hardware; where this machine's ssh cannot use one, there is none.
make_security_key() {
  local tag id
  tag="$(image_tag securityKey)"
  docker image inspect "$tag" >/dev/null 2>&1 || return 0
  if [[ "$(cat "$ssh_dir/securityKey.tag" 2>/dev/null)" != "$tag" ]]; then
    id="$(docker create "$tag")"
    docker cp "$id:/securityKey.so" "$ssh_dir/securityKey.so" >/dev/null
    docker rm "$id" >/dev/null
    echo "$tag" >"$ssh_dir/securityKey.tag"
  fi
  if [[ ! -f "$ssh_dir/id_security_key" ]]; then
    ssh-keygen -q -t ed25519-sk -N '' -C fido@laptop -w "$ssh_dir/securityKey.so" -f "$ssh_dir/id_security_key" </dev/null >/dev/null ||
      say 'this ssh-keygen makes no key of a security key: there is no jump-security-key'
  fi
  cat "$ssh_dir/id_security_key.pub" >"$secrets_dir/security-key.pub" 2>/dev/null || true
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
  local machine door
  for machine in jump jump-strict; do
    echo "[127.0.0.1]:$(port_of "$machine") $(public_key_of "$machine")"
  done
  for machine in "${engine_machines[@]}" fake; do
    echo "$(address_of "$machine"),$machine.inner $(public_key_of "$machine")"
  done
  echo "$(address_of doors),doors.inner $(public_key_of doors)"
  for door in "${doors[@]}"; do
    echo "[127.0.0.1]:$(door_port "$door"),[doors.inner]:$(inner_door_port "$door") $(public_key_of doors)"
  done
  echo "@cert-authority certificates.lab $(cut -d ' ' -f 1,2 "$lab_dir/ca/ca.pub")"
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

# --- ways to log in -------------------------------------------------------------------------

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

# a certificate of the user, and none but that
Host jump-certificate
  User cora
  Port $(door_port certificates)
  IdentityFile $ssh_dir/id_certified

# the same, and the host has to show a certificate as well
Host jump-certificate-both
  User cora
  Port $(door_port certificates)
  IdentityFile $ssh_dir/id_certified
  HostKeyAlias certificates.lab

# a security key; this one is a library
Host jump-security-key
  User fido
  IdentityFile $ssh_dir/id_security_key
  SecurityKeyProvider $ssh_dir/securityKey.so

# a Kerberos ticket: KRB5_CONFIG=$ssh_dir/krb5.conf KRB5CCNAME=$ssh_dir/ticket
Host jump-kerberos
  User kerry
  Port $(door_port kerberos)
  GSSAPIAuthentication yes

# --- servers with a will of their own -------------------------------------------------------

# key exchange that resists quantum computers, and no other
Host jump-post-quantum
  User jumper
  Port $(door_port post-quantum)

# two connections at a time that have not logged in yet
Host jump-few
  User jumper
  Port $(door_port few)

# MaxStartups 10:30:60
Host jump-crowd
  User jumper
  Port $(door_port crowd)

# one session at a time
Host jump-one
  User solo

# shows a menu instead of a shell
Host jump-menu
  User mena

# runs one program, whatever is asked for
Host jump-forced
  User fox

Host jump-otp jump-otp-olga jump-password jump-key-otp jump-certificate jump-certificate-both jump-security-key jump-kerberos jump-post-quantum jump-few jump-crowd jump-one jump-menu jump-forced
  HostName 127.0.0.1
  Port $(door_port people)

# --- hosts behind them: gpu1 and gpu2 once more ---------------------------------------------

Host gpu1-otp gpu2-otp
  ProxyJump jump-otp

# the recipe, whose ssh asks by itself
Host gpu1-otp-nc
  ProxyCommand ssh -F $ssh_dir/config.reach jump-otp nc %h %p

Host gpu2-otp
  HostName gpu2.inner
  User root

Host gpu1-password
  ProxyJump jump-password

Host gpu1-key-otp
  ProxyJump jump-key-otp

Host gpu1-certificate
  ProxyJump jump-certificate

Host gpu1-security-key
  ProxyJump jump-security-key

Host gpu1-kerberos
  ProxyJump jump-kerberos

Host gpu1-post-quantum
  ProxyJump jump-post-quantum

Host gpu1-few
  ProxyJump jump-few

Host gpu1-crowd
  ProxyJump jump-crowd

Host gpu1-one
  ProxyJump jump-one

# three jump hosts, each named by the one before
Host jump-b
  HostName doors.inner
  User jumper
  ProxyJump jump

Host jump-c
  HostName doors.inner
  Port $(inner_door_port crowd)
  User jumper
  ProxyJump jump-b

Host gpu1-far
  ProxyJump jump-c

# --- gpu3: a newer Docker Engine, and difficult people --------------------------------------

Host gpu3-bob
  User bob

# prints 30 lines before every answer
Host gpu3-noisy
  User nora

# nothing is forwarded
Host gpu3-unforwarded
  User frank

# one session at a time
Host gpu3-one
  User mia

Host gpu3 gpu3-*
  HostName gpu3.inner
  User alice
  ProxyJump jump

# --- gpu4: a newer podman -------------------------------------------------------------------

Host gpu4
  User root

Host gpu4-peggy
  User peggy

# has podman and a container, but no service runs
Host gpu4-sven
  User sven

Host gpu4 gpu4-*
  HostName gpu4.inner
  ProxyJump jump

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

# The client has a ticket for the service already; it asks nobody for names or further tickets.
write_kerberos_config() {
  cat <<'CONFIG'
[libdefaults]
  default_realm = LAB
  dns_lookup_kdc = false
  dns_canonicalize_hostname = false
[realms]
  LAB = {
  }
[domain_realm]
  127.0.0.1 = LAB
CONFIG
}

# put FILE: standard input, in its place at once: tests of another runner read these files meanwhile.
put() {
  (umask 077 && cat >"$1.new")
  mv "$1.new" "$1"
}

write_ssh_files() {
  make_keys
  make_secrets
  make_certificates
  mkdir -p "$ssh_dir/config.d"
  write_known_hosts | put "$ssh_dir/known_hosts"
  write_config | put "$ssh_dir/config"
  write_included_config | put "$ssh_dir/config.d/gpu2.conf"
  write_reach_config | put "$ssh_dir/config.reach"
  write_kerberos_config | put "$ssh_dir/krb5.conf"
}
