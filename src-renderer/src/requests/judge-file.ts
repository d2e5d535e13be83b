import { DOCUMENT_SIZE_MAX, DOCUMENTS_MAX, DOCUMENTS_SIZE_MAX } from '../../../src-shared/domain/request-codes.ts';

export type FileVerdict = 'ok' | 'empty' | 'type' | 'size' | 'total' | 'count' | 'name';

/** Extensions of the types that offices take; main looks at the bytes. */
const EXTENSIONS = /\.(?:pdf|png|jpe?g)$/iu;
/** As the contract has it for a file name (`announceDocument`). */
const FORBIDDEN = /[/\\:*?"<>|\p{Cc}]/u;
const NAME_MAX = 120;

/** What can be said of a file before a byte of it is read or sent. @param there sizes of the documents of the request, in bytes. */
export function judgeFile(file: { readonly name: string; readonly size: number }, there: readonly number[]): FileVerdict {
  const name = file.name.trim();
  if (!EXTENSIONS.test(name)) return 'type';
  if (name.length > NAME_MAX || FORBIDDEN.test(name) || name.startsWith('.')) return 'name';
  if (file.size === 0) return 'empty';
  if (file.size > DOCUMENT_SIZE_MAX) return 'size';
  if (there.length >= DOCUMENTS_MAX) return 'count';
  return there.reduce((sum, size) => sum + size, file.size) > DOCUMENTS_SIZE_MAX ? 'total' : 'ok';
}
