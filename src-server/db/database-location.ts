const POSTGRES = /^postgres(?:ql)?:\/\//u;

/** A location is the path of a SQLite file, or the address of a PostgreSQL database. */
export function isPostgresUrl(location: string): boolean {
  return POSTGRES.test(location);
}

/** `the database clavis on db.example:5432`: what a person may read of an address; its user and password stay out. */
export function describeDatabase(location: string): string {
  if (!isPostgresUrl(location)) return `the database ${location}`;
  if (!URL.canParse(location)) return 'the database of DATABASE_URL';
  const { hostname, host, pathname, searchParams } = new URL(location);
  const server = hostname === '' ? (searchParams.get('host') ?? 'this machine') : decodeURIComponent(host);
  return `the database ${decodeURIComponent(pathname.slice(1)) || '(default)'} on ${server}`;
}
