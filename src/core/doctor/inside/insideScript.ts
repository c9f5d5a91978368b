import { searchPath, speaking } from '../../container/shellParts.ts';

/**
 * Looks at what the probe does not: room in a home, whether our directory is whole, GPUs. Run as root
 * with the home and our directory (or nothing) as arguments. It changes nothing.
 */
export const insideScript = `
${searchPath}${speaking}
home=$1 dir=$2
while [ -n "$home" ] && [ ! -d "$home" ]; do home=\${home%/*}; done
free=$(df -Pk "\${home:-/}" 2>/dev/null | sed -n '2s/.* \\([0-9]\\{1,15\\}\\)  *[0-9]\\{1,3\\}% .*/\\1/p')
if [ -n "$free" ]; then say homeFree "$free"; fi
if [ -n "$dir" ]; then
  if [ -f "$dir/enter" ] && [ -f "$dir/sshd_config" ]; then say prepared yes; else say prepared no; fi
fi
count=0
for device in /dev/nvidia[0-9] /dev/nvidia[0-9][0-9]; do
  if [ -e "$device" ]; then count=$((count + 1)); fi
done
say gpus "$count"
smi() {
  if ! command -v timeout >/dev/null || ! command -v nvidia-smi >/dev/null; then return 0; fi
  timeout -s KILL 8 nvidia-smi -L </dev/null 2>&1
}
if [ "$count" -gt 0 ]; then
  said=$(PATH=$PATH:$image_path smi) || say gpuLost "$(one_line "$said")"
fi
say end yes
`;
