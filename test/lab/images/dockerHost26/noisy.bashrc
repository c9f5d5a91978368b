# Sourced by bash when sshd starts it, so that every command's answer begins with all of this.
for line in $(seq 1 28); do
  echo "Welcome to the cluster, message $line of the day: DOCKER_HOST=unix:///nonexistent/docker.sock"
done
printf 'no UTF-8: \377\376\300\200 and a control character: \033[31m\n'
printf 'a warning on standard error\n' >&2
printf 'a line that does not end: '
