import { AppError } from '../../src-shared/errors/app-error.ts';
import { email, line } from '../../src-shared/http/fields.ts';
import { createAdministrator } from '../use-cases/staff/create-administrator.ts';
import { readOptions } from './read-options.ts';
import { UsageError } from './usage-error.ts';
import { withStores, type CommandContext } from './with-stores.ts';

/**
 * `create-administrator EMAIL --first-name TEXT --last-name TEXT [--language fr|en] [--mail]`: makes an administrator and
 * prints the link to set a password, once, or has a running authority mail it. Exit code 1 when the address is taken.
 */
export async function runCreateAdministrator(args: readonly string[], context: CommandContext): Promise<number> {
  const { values, positionals } = readOptions(args, { 'first-name': 'string', 'last-name': 'string', language: 'string', mail: 'boolean' });
  const [address, ...others] = positionals;
  const name = line(80);
  const first = name.safeParse(values['first-name']);
  const last = name.safeParse(values['last-name']);
  const language = values.language ?? 'fr';
  if (address === undefined || others.length > 0 || !email.safeParse(address).success) throw new UsageError('create-administrator takes one mail address; see --help');
  if (!first.success || !last.success) throw new UsageError('--first-name and --last-name are needed, 1 to 80 characters each');
  if (language !== 'fr' && language !== 'en') throw new UsageError('--language is fr or en');
  const mailed = values.mail === true;

  return withStores(context, async (stores) => {
    const { publicUrl } = stores.config;
    if (mailed && publicUrl === null) throw new UsageError('--mail needs CLAVIS_PUBLIC_URL: a mail holds a whole address');
    try {
      const link = await createAdministrator({ ...stores, publicUrl: () => publicUrl ?? '' }, { email: address, firstName: first.data, lastName: last.data, language }, mailed);
      const until = new Date(link.expiresAt).toISOString();
      if (mailed) context.print(`ok: the mail goes out as soon as an authority runs on this database; its link is good until ${until}`);
      else context.print(`ok: until ${until}, and once, a password is set at\n${publicUrl === null ? 'the address of the authority followed by ' : ''}${link.url}`);
      return 0;
    } catch (cause) {
      if (!(cause instanceof AppError) || cause.code !== 'staffExists') throw cause;
      context.warn('this address has an account already; an administrator changes its role');
      return 1;
    }
  });
}
