import process from 'node:process';
import { change, item, StoreFixture } from './store-fixture.ts';

/**
 * `store-writer-child.ts FOLDER KEY START`: applies batches of 500 without an end until it is killed, and says what was done on standard
 * output, a line each: `batch N` once batch N is applied, `change ID` once a change is queued.
 */
const [folder = '', key = '', start = '0'] = process.argv.slice(2);
const fixture = new StoreFixture(folder);
const { name } = JSON.parse(key) as { readonly name: string };
fixture.keyring.secrets.set(name, (JSON.parse(key) as { readonly secret: string }).secret);
const store = await fixture.open();
for (let batch = Number(start); ; batch++) {
  // Batch N writes revision N of the same 900 objects: two transactions, of which the second moves the cursor.
  const items = Array.from({ length: 900 }, (_, index) => item(`r${String(index).padStart(4, '0')}`, batch));
  await store.apply({ items, cursor: String(batch), upToDateAt: batch });
  process.stdout.write(`batch ${batch}\n`);
  const queued = change();
  await store.enqueue(queued);
  process.stdout.write(`change ${queued.id}\n`);
}
