/** Of user keys (RFC 4253, 5656, 8709; OpenSSH PROTOCOL.u2f); certificates and DSA are not. */
const types = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'ssh-rsa',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];

/** RSA of 16384 bits has some 2800 characters. */
const maxLength = 4096;

/**
 * The line of a public key file (sshd(8), AUTHORIZED_KEYS FILE FORMAT, without options) as type and
 * base64 text, its comment left out. Undefined when it is not such a key, whatever it says it is.
 */
export function plainPublicKey(line: string): string | undefined {
  const [type = '', text = ''] = line.trim().split(/\s+/, 2);
  if (!types.includes(type) || text.length > maxLength) return undefined;
  const blob = Buffer.from(text, 'base64');
  // Both ways, for Node skips over what is no base64.
  if (blob.length < 36 || blob.toString('base64') !== text) return undefined;
  const said = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
  return said === type ? `${type} ${text}` : undefined;
}
