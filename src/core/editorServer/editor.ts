import * as v from 'valibot';

/** The editor in front of the person, as far as its server is concerned. */
export interface Editor {
  /** `VSCodium` */
  readonly name: string;
  /** Of its sources: its server must be of the same. */
  readonly commit: string;
  /** `stable`, `insider`. */
  readonly quality: string;
  readonly version: string;
  /** A further number of the version, in VSCodium's addresses. */
  readonly release: string | undefined;
  /** In the home of whoever logs in: `.vscode-server`. */
  readonly dataFolder: string;
  /** In the server's `bin`: `code-server`. */
  readonly program: string;
  /**
   * Where its server is fetched: Microsoft's update service, or an address with `${quality}`,
   * `${version}`, `${commit}`, `${os}`, `${arch}` and `${release}` to be filled in.
   */
  readonly source: 'microsoft' | { readonly template: string };
}

const plainName = v.pipe(v.string(), v.regex(/^\.?[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/));
const word = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/));
const template = v.pipe(v.string(), v.maxLength(1000));

/** What is read of `product.json` in an editor's folder; VS Code's IProductConfiguration. */
const product = v.object({
  nameShort: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  commit: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  quality: word,
  release: v.optional(v.union([word, v.pipe(v.number(), v.integer(), v.transform(String))])),
  serverDataFolderName: plainName,
  serverApplicationName: plainName,
  serverDownloadUrlTemplate: v.optional(template),
  updateUrl: v.optional(v.string()),
});

const microsoft = 'https://update.code.visualstudio.com';

/**
 * Reads an editor's `product.json`.
 * @param version of the editor, as it says itself.
 * @param preferred a template that the person has set instead of the editor's own.
 * @returns undefined for an editor whose server is fetched nobody knows where, such as one that was
 * built from its sources.
 */
export function parseEditor(json: string, version: string, preferred?: string): Editor | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), product), json);
  if (!parsed.success) return undefined;
  const found = parsed.output;
  const address = preferred ?? found.serverDownloadUrlTemplate;
  const isMicrosofts = found.updateUrl === microsoft;
  if (address === undefined && !isMicrosofts) return undefined;
  return {
    name: found.nameShort,
    commit: found.commit,
    quality: found.quality,
    version: version.replace(/-insider$/, ''),
    release: found.release,
    dataFolder: found.serverDataFolderName,
    program: found.serverApplicationName,
    source: address === undefined ? 'microsoft' : { template: address },
  };
}
