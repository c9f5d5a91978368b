/** What the demo's explorer shows: a shared engine, a person's own, the recipe's nc jump host, and podman. */
export const demoHosts = ['gpu1', 'gpu1-bob', 'gpu1-nc', 'gpu2'] as const;
