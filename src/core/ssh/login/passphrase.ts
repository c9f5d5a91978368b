import { createHash } from 'node:crypto';
import { promptsAllowed } from './authenticationMethods.ts';
import { fingerprintOf } from '../hostKeys/hostKey.ts';
import type { LockedKey } from './identity.ts';
import type { LoginQuestions } from './loginQuestions.ts';
import { openKey, type OpenKey } from './openKey.ts';
import type { Hop } from '../config/path.ts';
import type { SecretMemory } from './secretMemory.ts';

interface Tools {
  readonly hop: Hop;
  readonly questions: LoginQuestions;
  readonly secrets: SecretMemory;
  readonly signal: AbortSignal;
}

/** `dismissed`: the person wants to go no further. `refused`: no passphrase they typed opens it. */
type Opened = OpenKey | 'dismissed' | 'refused';

/**
 * Opens an encrypted key: with what is remembered, else the person is asked as often as ssh would.
 * Logins that want the same key at the same time ask once.
 * @throws ANSWER_NEEDED where nobody is there; StepBack; the signal's reason.
 */
export async function openWithPassphrase(
  locked: LockedKey,
  publicBlob: Buffer | undefined,
  tools: Tools,
): Promise<Opened> {
  const { questions, secrets, signal } = tools;
  const what = `the passphrase of ${locked.file}`;
  questions.mayUseAnswers(what);
  const id = createHash('sha256').update(locked.text).digest('hex');
  const known = secrets.openKey(id);
  if (known) return known;
  const name = `passphrase ${publicBlob ? fingerprintOf(publicBlob) : id} ${locked.file}`;
  return await questions.waiting(what, () =>
    secrets.once(name, () => openOnce(locked, id, name, tools), signal),
  );
}

async function openOnce(
  locked: LockedKey,
  id: string,
  name: string,
  { hop, questions, secrets, signal }: Tools,
): Promise<Opened> {
  const kept = await secrets.recall(name);
  if (kept !== undefined) {
    const key = await openKey(locked.text, kept, signal);
    if (key) {
      secrets.addOpenKey(id, key);
      return key;
    }
    await secrets.forget(name);
  }
  for (let attempt = 0; attempt < promptsAllowed(hop); attempt++) {
    const secret = await questions.askOrLeave({
      kind: 'passphrase',
      keyFile: locked.file,
      isShown: false,
      mayKeep: true,
      isAgain: attempt > 0 || kept !== undefined,
    });
    if (secret === 'no') return 'dismissed';
    const key = await openKey(locked.text, secret.text, signal);
    if (!key) continue;
    secrets.addOpenKey(id, key);
    await secrets.remember(name, secret);
    return key;
  }
  return 'refused';
}
