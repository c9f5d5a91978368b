# shellcheck shell=bash
# What every machine does when it starts. Runs inside the machine.

# Accounts of people, each with what a login manager would have made for them.
people() { awk -F: '$3 >= 1000 && $3 < 2000 { print $1 }' /etc/passwd; }

set_up_accounts() {
  local user uid
  for user in $(people); do
    uid="$(id -u "$user")"
    install -d -m 700 -o "$user" -g "$user" "/home/$user/.ssh" "/run/user/$uid"
    install -m 600 -o "$user" -g "$user" /lab/authorized_keys "/home/$user/.ssh/authorized_keys"
  done
  install -d -m 700 /root/.ssh
  install -m 600 /lab/authorized_keys /root/.ssh/authorized_keys
}

# shellcheck disable=SC2120 # most machines have no lines of their own
# become_ssh_server [CONFIG LINE...]: keys only, and one kind of host key, as RSA costs seconds.
become_ssh_server() {
  local user
  mkdir -p /run/sshd
  chmod 600 /etc/ssh/ssh_host_ed25519_key
  {
    printf '%s\n' 'HostKey /etc/ssh/ssh_host_ed25519_key' 'PasswordAuthentication no' \
      'PermitRootLogin prohibit-password' 'MaxStartups 100:30:200' 'LogLevel VERBOSE' "$@"
    # There is no login manager that would set it.
    for user in $(people); do
      printf 'Match User %s\n  SetEnv XDG_RUNTIME_DIR=/run/user/%s\n' "$user" "$(id -u "$user")"
    done
  } >/etc/ssh/sshd_config.d/lab.conf
  exec /usr/sbin/sshd -D -e
}
