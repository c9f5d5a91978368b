import { homeParts } from './homeParts.ts';

/** How long the address may take to answer, from inside. */
const patience = 8;

/**
 * Looks for the pieces of an editor's server, and whether the container can download what is
 * missing. Changes nothing. Run as the login user with their name, the program in a server's `bin`,
 * and then for each piece its kind, its place below the home, and its address.
 *
 * Only the head of the first missing piece is asked for, as the user who would download it, with the
 * container's own proxies.
 */
export const lookScript = `
${homeParts}
find_home "$1"
program=$2
shift 2

missing=
while [ "$#" -ge 3 ]; do
  case $1 in
    folder) piece=$home/$2/bin/$program ;;
    *) piece=$home/$2 ;;
  esac
  if [ -f "$piece" ] && [ -x "$piece" ]; then
    say there "$2"
  elif [ -z "$missing" ]; then
    missing=$3
  fi
  data=$home/\${2%%/*}
  if { [ -e "$data" ] || [ -L "$data" ]; } && ! is_own "$data"; then fault=$data; fi
  shift 3
done

ask() {
  if command -v curl >/dev/null; then exec curl -fsIL --max-time ${patience} -o /dev/null "$missing"; fi
  if command -v wget >/dev/null; then exec wget -q -T ${patience} --spider "$missing"; fi
  exit 1
}
answers() {
  ask >/dev/null 2>&1 </dev/null &
  asked=$!
  (
    trap 'kill "$nap"; exit' TERM
    sleep ${patience} &
    nap=$!
    wait "$nap"
    kill "$asked"
  ) >/dev/null 2>&1 </dev/null &
  clock=$!
  wait "$asked"
  status=$?
  kill "$clock" 2>/dev/null
  return "$status"
}
downloads=no
if [ -n "$missing" ] && answers; then downloads=yes; fi
say downloads "$downloads"
if [ -n "$fault" ]; then say fault "$(one_line "$fault")"; fi

for tool in tar gzip; do
  if command -v "$tool" >/dev/null; then say tool "$tool"; fi
done
free=$(df -Pk "$home" 2>/dev/null | {
  read -r _
  read -r _ _ _ free _
  printf %s "$free"
})
case $free in
  '' | *[!0-9]*) ;;
  *) say freeKilobytes "$free" ;;
esac
say end yes
`;
