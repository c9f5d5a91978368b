/** Around the answer, on lines of their own: what a login script prints is not taken for it. */
export const gpuBegin = 'dockhop-gpu-begin';
export const gpuEnd = 'dockhop-gpu-end';

/**
 * POSIX sh, given to `sh -s` on standard input. It asks `nvidia-smi` for the GPUs, for the processes
 * on them and for how busy those are, and the kernel to which containers those belong: by the
 * cgroup, and by the processes above, for the cgroups of a rootless engine may not tell; its
 * containerd-shim or conmon has the id among its arguments.
 *
 * Each line begins with a word of ours, so that no process can name itself into another line. A
 * driver that hangs is given up after 5 seconds; of 128 processes the owners are looked for.
 *
 * @see nvidia-smi(1), "Selective Query Options" and "pmon"; cgroups(7), `/proc/[pid]/cgroup`.
 */
export const gpuScript = `
LC_ALL=C
export LC_ALL
set -f
printf '\\n%s\\n' '${gpuBegin}'

smi() {
  command -v timeout >/dev/null 2>&1 || return 127
  timeout -k 1 5 "$nvidia_smi" "$@" </dev/null 2>/dev/null
}

found() {
  for path in "$(command -v nvidia-smi 2>/dev/null)" /usr/bin/nvidia-smi /usr/local/bin/nvidia-smi \\
    /usr/lib/wsl/lib/nvidia-smi /run/current-system/sw/bin/nvidia-smi "\${HOME-}/bin/nvidia-smi"; do
    case $path in /*) ;; *) continue ;; esac
    [ -f "$path" ] && [ -x "$path" ] || continue
    nvidia_smi=$path
    return 0
  done
  return 1
}

# The ids of containers in what comes, each once.
ids() {
  tr -c '0-9a-f' '\\n' | grep -x '[0-9a-f]\\{64\\}' | sort -u | head -n 8
}

owners() {
  pid=$1
  ids <"/proc/$pid/cgroup" 2>/dev/null | sed "s/^/cgroup $1 /"
  steps=0
  while [ "$pid" -gt 1 ] && [ "$steps" -lt 32 ]; do
    steps=$((steps + 1))
    tr '\\000' '\\n' <"/proc/$pid/cmdline" 2>/dev/null | head -n 32 |
      grep -x '[0-9a-f]\\{64\\}' | sort -u | head -n 4 | sed "s/^/ancestor $1 /"
    pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status" 2>/dev/null)
    case $pid in '' | *[!0-9]*) break ;; esac
  done
}

if found; then
  smi --query-gpu=index,uuid,name,utilization.gpu,memory.used,memory.total \\
    --format=csv,noheader,nounits | sed -n '1,64s/^/gpu /p'
  used=$(smi --query-compute-apps=pid,used_memory,gpu_uuid --format=csv,noheader,nounits |
    sed -n '1,256s/^/app /p')
  busy=$(smi pmon -c 1 | sed -n '1,256s/^/pmon /p')
  printf '%s\\n%s\\n' "$used" "$busy"
  for process in $(printf '%s\\n%s\\n' "$used" "$busy" |
    sed -n -e 's/^app  *\\([0-9]\\{1,10\\}\\),.*/\\1/p' \\
      -e 's/^pmon  *[0-9]\\{1,4\\}  *\\([0-9]\\{1,10\\}\\) .*/\\1/p' |
    sort -u | head -n 128); do
    owners "$process"
  done
fi
echo '${gpuEnd}'
`;
