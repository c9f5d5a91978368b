/**
 * What ssh2 cannot do and the ssh program can:
 * - `asks`: a person must type something, and the login should be shared so that it is typed once
 * - `algorithms`: the server agrees to nothing that ssh2 speaks (post-quantum only, for example)
 * - `certificate`, `securityKey`, `pkcs11`, `gssapi`: ways of proving oneself
 * - `fdpass`: a ProxyCommand that hands over a connected socket (ProxyUseFdpass)
 * - `sharedByUser`: a control master of the person's own is running
 */
export type StepBackReason =
  | 'asks'
  | 'algorithms'
  | 'certificate'
  | 'securityKey'
  | 'pkcs11'
  | 'gssapi'
  | 'fdpass'
  | 'sharedByUser';

/** Thrown inside the room only: the login ended before anything was answered. */
export class StepBack extends Error {
  readonly reason: StepBackReason;

  constructor(reason: StepBackReason, options?: ErrorOptions) {
    super(`left to the ssh program: ${reason}`, options);
    this.reason = reason;
  }
}
