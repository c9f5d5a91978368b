// A thread of its own: deriving a key from a passphrase takes up to seconds of one.
// In: the text of an encrypted private key and a passphrase. Out: the key, or undefined where the
// passphrase does not open it. Plain JavaScript, because Node starts it as it is in tests.
'use strict';

const { createPrivateKey } = require('node:crypto');
const { parentPort, workerData } = require('node:worker_threads');
const { parseKey } = require('ssh2/lib/protocol/keyParser.js');

parentPort.postMessage(opened(workerData));

function opened({ text, passphrase }) {
  const key = parseKey(readable(text, passphrase), passphrase);
  if (key instanceof Error) return undefined;
  const publicKey = key.getPublicSSH().toString('base64');
  return { type: key.type, publicKey, pem: key.getPrivatePEM() };
}

/** PKCS #8 is no format of ssh2, the older ones of its RSA and ECDSA keys are. */
function readable(text, passphrase) {
  if (!text.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----')) return text;
  try {
    const key = createPrivateKey({ key: text, passphrase });
    return key.export({ format: 'pem', type: key.asymmetricKeyType === 'rsa' ? 'pkcs1' : 'sec1' });
  } catch {
    return '';
  }
}
