/** What `dockhop --help` prints. */
export const usageText = `Usage: dockhop COMMAND [OPTION…]

From a container behind jump hosts to a shell or an editor inside it.

  dockhop hosts                     the hosts of your ssh config
  dockhop path HOST                 the hops to HOST and how each is reached
  dockhop ps [HOST] [--all]         engines and containers of HOST, or of the chosen hosts
  dockhop prepare HOST CONTAINER    make the container accept SSH
  dockhop attach HOST CONTAINER     prepare it, write and prove its entry, open an editor
  dockhop forget HOST CONTAINER     remove the entry
  dockhop entries [--clean-up]      what became of each entry’s container and host
  dockhop export ALIAS…             entries for another machine, its paths and key to be filled in
  dockhop doctor HOST [CONTAINER]   what works, what does not, what to do

HOST is anything that ssh accepts as a destination, or local: this machine. CONTAINER is a name or the beginning of an id.

  --json            print one JSON document on standard output, nothing else
  -F, --config FILE use another ssh config, as ssh does
  --ssh-client WHO  who speaks SSH: auto (default), builtin or system (the ssh program)
  --engine ID       the engine, where several answer on HOST (see dockhop ps)
  --sudo            use engines that only root may use, where sudo asks for no password
  --user NAME       the login user; by default the container’s own
  --start           start the container if it is stopped
  --portable        bring Dockhop’s own SSH server, whatever the container has or could install
  --route ROUTE     exec, published or bridge, and from now on for this container; auto (default): the
                    best one that is proven
  --folder PATH     the folder to open; by default where the container works
  --print           attach: print alias and URI instead of opening an editor
  --clean-up        entries: remove those whose container or host is gone for good, and follow hosts
                    that the ssh config calls otherwise; never while a host only cannot be reached
  --fix             doctor: mend what Dockhop can, after asking, and look again
  --undo            forget: also remove what was prepared inside the container
  --all             ps: stopped containers too
  --yes             agree to whatever would be asked; never to an unknown host key

Exit status: 0 done, 1 failed (doctor: something is broken), 2 usage. DOCKHOP_HOME moves ~/.ssh/dockhop.
`;
