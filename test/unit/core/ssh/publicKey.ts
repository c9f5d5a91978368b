/** A public key blob as in RFC 4253, section 6.6, whose content is one byte over and over. */
export function publicKey(type: string, content: number): Buffer {
  return Buffer.concat([field(Buffer.from(type)), field(Buffer.alloc(32, content))]);
}

function field(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}
