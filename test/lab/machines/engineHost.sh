# shellcheck shell=bash
# What a machine needs before engines can run containers in it. Runs inside the machine.

make_room_for_containers() {
  # udev would do this; rootless engines need both.
  chmod 666 /dev/net/tun /dev/fuse
  mount --make-rshared /
  mount -o remount,rw /sys
  if [[ -f /sys/fs/cgroup/cgroup.controllers ]]; then
    make_room_in_cgroup_2
  else
    make_room_in_cgroup_1
  fi
}

make_room_in_cgroup_1() {
  local controller
  mount -o remount,rw /sys/fs/cgroup || true
  for controller in /sys/fs/cgroup/*; do
    if mountpoint -q "$controller"; then mount -o remount,rw,bind "$controller"; fi
  done
}

# Version 2 wants processes in leaves only: those that run already move aside.
make_room_in_cgroup_2() {
  mount -o remount,rw /sys/fs/cgroup
  mkdir -p /sys/fs/cgroup/init
  xargs -rn1 </sys/fs/cgroup/cgroup.procs >/sys/fs/cgroup/init/cgroup.procs || true
  sed -e 's/ / +/g' -e 's/^/+/' </sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control
}

configure_podman() {
  cat >/etc/containers/containers.conf <<CONFIG
[containers]
# Without SYS_RESOURCE podman cannot raise limits to its defaults.
default_ulimits = ["nofile=20000:20000", "nproc=8192:8192"]
dns_servers = ["$LAB_RESOLVER"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
network_cmd_options = ["cidr=$LAB_RANGE.97.0/24"]
[network]
network_backend = "netavark"
default_subnet = "$LAB_RANGE.64.0/24"
default_subnet_pools = [{"base" = "$LAB_RANGE.80.0/20", "size" = 24}]
CONFIG
}
