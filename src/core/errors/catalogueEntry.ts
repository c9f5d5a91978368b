/** The texts of one failure, each one sentence. */
interface ErrorText {
  readonly message: string;
  readonly action: string;
}

export interface CatalogueEntry extends ErrorText {
  /** The same failure where more is known about it, and with it what would help. */
  readonly variants?: Readonly<Record<string, ErrorText>>;
}
