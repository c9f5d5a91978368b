/** The relays' exit code where nobody listens; only perl and python3 are that exact. */
export const nobodyListens = 61;

/**
 * Each takes a port and the seconds to wait for the server once the client has ended. Both ways are
 * carried at the same time, or two that both write first would wait for each other for ever. An
 * engine cannot end a program: the end of its input must, which also comes with the connection's, and
 * after it nothing may take longer than these seconds.
 */
export const relayScripts = {
  /** A child carries what the client sends; a pipe from it ends when that has. */
  perl: `use strict; use Socket;
my ($port, $linger) = @ARGV;
my $server;
for my $way ([AF_INET, pack_sockaddr_in($port, INADDR_LOOPBACK)],
    eval { [AF_INET6, pack_sockaddr_in6($port, Socket::IN6ADDR_LOOPBACK())] }) {
  next unless $way;
  socket(my $try, $way->[0], SOCK_STREAM, 0) or next;
  if (connect($try, $way->[1])) { $server = $try; last; }
}
exit ${nobodyListens} unless $server;
pipe(my $ended, my $ends) or exit 1;
my $child = fork;
exit 1 unless defined $child;
sub carry {
  my ($from, $to) = @_;
  my $got = sysread($from, my $part, 65536);
  return 0 unless $got;
  for (my $at = 0; $at < $got;) {
    my $sent = syswrite($to, $part, $got - $at, $at);
    return 0 unless defined $sent;
    $at += $sent;
  }
  return 1;
}
if ($child == 0) {
  close $ended;
  1 while carry(\\*STDIN, $server);
  shutdown($server, 1);
  exit 0;
}
close $ends;
for (my $open = 1;;) {
  my $ready = "";
  vec($ready, fileno($server), 1) = 1;
  vec($ready, fileno($ended), 1) = 1 if $open;
  next if select($ready, undef, undef, undef) < 0;
  if (vec($ready, fileno($server), 1)) { last unless carry($server, \\*STDOUT); }
  elsif ($open) { $open = 0; alarm $linger; }
}
kill "KILL", $child;
`,
  python: `import os, select, signal, socket, sys, threading
port, linger = int(sys.argv[1]), int(sys.argv[2])
server = None
for address in ("127.0.0.1", "::1"):
    try:
        server = socket.create_connection((address, port))
        break
    except OSError:
        pass
if server is None:
    os._exit(${nobodyListens})
server.settimeout(None)
ended, ends = os.pipe()
def upward():
    try:
        while True:
            part = os.read(0, 65536)
            if not part:
                break
            server.sendall(part)
    except OSError:
        pass
    try:
        server.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    os.close(ends)
threading.Thread(target=upward, daemon=True).start()
is_open = True
try:
    while True:
        ready = select.select([server, ended] if is_open else [server], [], [])[0]
        if server in ready:
            part = server.recv(65536)
            if not part:
                break
            while part:
                part = part[os.write(1, part):]
        elif ended in ready:
            is_open = False
            signal.alarm(linger)
except OSError:
    pass
os._exit(0)
`,
  /** What an engine starts leads a process group of its own: all of it goes at the end. */
  nc: `trap 'kill -9 0' HUP
exec 4<&0
{ cat; exec >&-; sleep "$2"; kill -9 0; } <&4 | nc 127.0.0.1 "$1" &
wait "$!"
kill -9 0
`,
  bash: `trap 'kill -9 0' HUP
exec 4<&0 3<>"/dev/tcp/127.0.0.1/$1" || exit ${nobodyListens}
{ cat >&3; exec 3>&-; sleep "$2"; kill -9 0; } <&4 &
cat <&3 &
wait "$!"
kill -9 0
`,
} as const;
