export interface ReadMail {
  readonly to: string;
  readonly subject: string;
  readonly receivedAt: number;
  readonly text: string;
  /** Address of the page of an unblock or of an account in the text, when there is one. */
  readonly link: string | null;
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const PAGE_LINK = /https?:\/\/[A-Za-z0-9.:[\]-]{1,255}\/(?:unblock|account|password)#[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/u;

/** Reads back a mail this authority wrote (RFC 5322 and MIME as `compose-eml` uses them). Bytes stay latin1 until decoded. */
export function readEml(bytes: Uint8Array): ReadMail {
  const root = splitPart(Buffer.from(bytes).toString('latin1'));
  const text = textOf(root) ?? '';
  return {
    to: addressOf(decodeWords(root.headers.get('to') ?? '')),
    subject: decodeWords(root.headers.get('subject') ?? ''),
    receivedAt: Math.max(0, Date.parse(root.headers.get('date') ?? '') || 0),
    text,
    link: PAGE_LINK.exec(text)?.[0] ?? null,
  };
}

function splitPart(raw: string): Part {
  const end = raw.indexOf('\r\n\r\n');
  const head = end < 0 ? raw : raw.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r\n[ \t]+/gu, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end < 0 ? '' : raw.slice(end + 4) };
}

/** The first text/plain part, depth first. */
function textOf(part: Part): string | null {
  const type = part.headers.get('content-type') ?? 'text/plain';
  if (type.startsWith('text/plain')) return decodeBody(part).replaceAll('\r\n', '\n');
  const boundary = /boundary="?([^";]+)"?/u.exec(type)?.[1];
  if (!type.startsWith('multipart/') || boundary === undefined) return null;
  for (const piece of part.body.split(`--${boundary}`).slice(1)) {
    if (piece.startsWith('--')) break;
    const found = textOf(splitPart(piece.replace(/^\r\n/u, '').replace(/\r\n$/u, '')));
    if (found !== null) return found;
  }
  return null;
}

function decodeBody({ headers, body }: Part): string {
  switch ((headers.get('content-transfer-encoding') ?? '7bit').toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable':
      return decodeQuoted(body.replace(/=\r\n/gu, '')).toString('utf8');
    default:
      return Buffer.from(body, 'latin1').toString('utf8');
  }
}

function decodeQuoted(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-Fa-f]{2})/gu, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** RFC 2047 encoded words. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/gu, '?==?')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/giu, (_, encoding: string, data: string) =>
      encoding.toUpperCase() === 'B' ? Buffer.from(data, 'base64').toString('utf8') : decodeQuoted(data.replaceAll('_', ' ')).toString('utf8'),
    );
}

function addressOf(value: string): string {
  return /<([^<>]+)>\s*$/u.exec(value)?.[1] ?? value;
}
