/**
 * Where secrets outlive the window, if the person asks for that: the editor's secret storage. Names
 * say what a secret is for and hold none themselves.
 */
export interface Secrets {
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  delete(name: string): Promise<void>;
}

/** For faces that keep nothing. */
export const noSecrets: Secrets = {
  get: () => Promise.resolve(undefined),
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(),
};
