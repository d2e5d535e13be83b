/**
 * What the engines say when the fault is theirs, not the query's. PostgreSQL: appendix A, "PostgreSQL Error Codes"; SQLite:
 * "Result and Error Codes"; the system's own codes come from the socket.
 */
const BUSY = new Set(['55P03', '57014', '40001', '40P01']);
const LOST = new Set(['57P01', '57P02', '57P03', '57P05', '53300', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'EHOSTUNREACH', 'ENETUNREACH']);
/** The driver has no code for these. */
const LOST_WORDS = /^(?:Connection terminated|timeout expired|Client has encountered a connection error|Client was closed|Query read timeout)/u;
const BUSY_WORDS = /^timeout exceeded when trying to connect/u;

/** A statement that was prepared on a connection does not hold any more: a migration changed its columns, or a pooler took another connection. Nothing ran. */
export function isStatementOutdated(cause: unknown): boolean {
  const code = codeOf(cause);
  return code === '26000' || code === '42P05' || (code === '0A000' && messageOf(cause).startsWith('cached plan'));
}

/** Others have been working on the database for longer than this one waits: nothing of the act at hand was written. */
export function isDatabaseBusy(cause: unknown): boolean {
  const code = codeOf(cause);
  return code.startsWith('SQLITE_BUSY') || BUSY.has(code) || isStatementOutdated(cause) || BUSY_WORDS.test(messageOf(cause));
}

/** The server is not there, or went away under a query. Of a commit that was under way nobody knows: the caller asks again with its key. */
export function isDatabaseLost(cause: unknown): boolean {
  const code = codeOf(cause);
  return code.startsWith('08') || LOST.has(code) || LOST_WORDS.test(messageOf(cause));
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : '';
}
