import { existsSync, readFileSync } from 'node:fs';
import type { z } from 'zod';
import { jwksReply } from '../../src-shared/http/service.ts';
import type { KnownHead } from '../audit/chain-check.ts';
import { readHeads } from '../audit/signed-heads.ts';
import { UsageError } from './usage-error.ts';

/** The heads of a file that somebody kept, their signatures checked where keys are given. @throws UsageError */
export async function keptHeads(file: string | undefined, keysFile: string | undefined): Promise<readonly KnownHead[]> {
  if (file === undefined) {
    if (keysFile !== undefined) throw new UsageError('--keys are those of --heads');
    return [];
  }
  const keys = keysFile === undefined ? null : readKeys(keysFile);
  try {
    return await readHeads(readText(file), keys);
  } catch (cause) {
    throw new UsageError(`${file}: ${cause instanceof Error ? cause.message : 'no heads'}`);
  }
}

function readKeys(file: string): z.infer<typeof jwksReply> {
  try {
    return jwksReply.parse(JSON.parse(readText(file)));
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${file} is no JWK Set, as /.well-known/jwks.json gives it`);
  }
}

function readText(file: string): string {
  if (!existsSync(file)) throw new UsageError(`${file} does not exist`);
  return readFileSync(file, 'utf8');
}
