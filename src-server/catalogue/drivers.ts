import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { driverReply, type DriverReply } from '../../src-shared/http/drivers.ts';

/** Software for tokens that the provider gives away. */
export interface Drivers {
  readonly list: readonly DriverReply[];
  /** Bytes of the file of one of them, as they were when the authority started; null: there is none of that name. */
  content(id: string): { readonly fileName: string; readonly bytes: Uint8Array } | null;
}

const MIB = 1024 * 1024;
/** All files together: they are held in memory, so that what is sent is what its digest was made of. */
const SIZE_MAX = 256 * MIB;
const LIST = 'drivers.json';

/** What `drivers.json` holds: GET /v1/drivers without what is computed from the files. */
const driversFile = z.strictObject({
  drivers: z
    .array(
      driverReply.omit({ size: true, sha256: true }).extend({
        names: z.strictObject({ fr: z.string().min(1).max(120), en: z.string().min(1).max(120) }),
        models: z.array(z.string().regex(/^[a-z0-9-]{1,60}$/u)).min(1),
        version: z.string().regex(/^\d+(?:\.\d+){0,3}(?:[-+~][0-9A-Za-z.-]{1,30})?$/u),
        /** A file beside it, by a name that says the same on every system. */
        fileName: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/u),
      }),
    )
    .max(200)
    .refine((drivers) => new Set(drivers.map(({ id }) => id)).size === drivers.length, 'two drivers have one id'),
});

/**
 * @param folder with `drivers.json` and the files it names
 * @throws Error with one sentence that names what is wrong
 */
export function readDrivers(folder: string): Drivers {
  const parsed = driversFile.safeParse(parseJson(readBytes(folder, LIST).toString('utf8')));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Error(`CLAVIS_DRIVERS_DIR: ${LIST}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
  }
  const files = new Map<string, { readonly bytes: Uint8Array; readonly sha256: string }>();
  let size = 0;
  for (const fileName of new Set(parsed.data.drivers.map((driver) => driver.fileName))) {
    const bytes = readBytes(folder, fileName);
    size += bytes.length;
    if (bytes.length === 0) throw new Error(`CLAVIS_DRIVERS_DIR: ${fileName} is empty`);
    if (size > SIZE_MAX) throw new Error(`CLAVIS_DRIVERS_DIR: its files are larger than ${SIZE_MAX / MIB} MiB together`);
    files.set(fileName, { bytes, sha256: createHash('sha256').update(bytes).digest('hex') });
  }
  const byId = new Map<string, { readonly fileName: string; readonly bytes: Uint8Array }>();
  const list: DriverReply[] = [];
  for (const driver of parsed.data.drivers) {
    const found = files.get(driver.fileName);
    if (found === undefined) throw new Error('a file that was read is there');
    byId.set(driver.id, { fileName: driver.fileName, bytes: found.bytes });
    list.push({ ...driver, size: found.bytes.length, sha256: found.sha256 });
  }
  return { list, content: (id) => byId.get(id) ?? null };
}

/** No link: what is given away is what lies in this folder. */
function readBytes(folder: string, name: string): Buffer {
  const path = join(folder, name);
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile()) throw new Error(`CLAVIS_DRIVERS_DIR: ${name} is no file of it`);
  if (stat.size > SIZE_MAX) throw new Error(`CLAVIS_DRIVERS_DIR: ${name} is larger than ${SIZE_MAX / MIB} MiB`);
  return readFileSync(path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Error(`CLAVIS_DRIVERS_DIR: ${LIST} is no JSON`, { cause });
  }
}
