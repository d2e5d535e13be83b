/**
 * Entry of the process that speaks to the system's keyring. libsecret blocks the thread it is called on for as long as the keyring
 * does not answer, and a process with such a thread cannot end by itself: whoever started this one ends it.
 */
import { randomUUID } from 'node:crypto';
import { parentEndpoint } from '../card-host/message-endpoint.ts';
import { toKeyringSchema, type FromKeyring, type KeyringCall } from './keyring-rpc.ts';
import { loadKeytar, troubleOf, type Keytar } from './keytar-native.ts';

/** Name of this program in the keyring; people meet it there. */
const SERVICE = 'Clavis';

const endpoint = parentEndpoint();
const say = (message: FromKeyring): void => endpoint.post(message);

endpoint.onMessage((received) => {
  const message = toKeyringSchema.safeParse(received);
  if (!message.success) return;
  const { id, nativePath, call } = message.data;
  const keytar = loadKeytar(nativePath);
  if (keytar === null) {
    say({ kind: 'failed', id, trouble: 'moduleMissing' });
    return;
  }
  answer(keytar, call).then(
    (value) => say({ kind: 'done', id, value }),
    (error: unknown) => say({ kind: 'failed', id, trouble: troubleOf(error) }),
  );
});

async function answer(keytar: Keytar, call: KeyringCall): Promise<string | boolean | null> {
  switch (call.kind) {
    case 'probe':
      return works(keytar);
    case 'get': {
      const secret = await keytar.getPassword(SERVICE, call.name);
      // A locked keyring says of every secret that there is none: only one that keeps something may say so.
      if (secret === null && !(await works(keytar))) throw new Error('locked');
      return secret;
    }
    case 'set':
      await keytar.setPassword(SERVICE, call.name, call.secret);
      return null;
    case 'delete':
      return keytar.deletePassword(SERVICE, call.name);
  }
}

/** Something kept, read and forgotten, under a name of its own each time: two programs that start at once do not meet. */
async function works(keytar: Keytar): Promise<boolean> {
  const name = `probe.${randomUUID()}`;
  await keytar.setPassword(SERVICE, name, name);
  const kept = await keytar.getPassword(SERVICE, name);
  await keytar.deletePassword(SERVICE, name);
  return kept === name;
}
