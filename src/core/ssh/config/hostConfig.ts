/** What `ssh -G` says about a destination: each keyword in lower case, with its values in order. */
export type HostConfig = ReadonlyMap<string, readonly string[]>;
