import type { ErasureKept } from '../../../src-shared/domain/erasure.ts';
import type { Kept } from '../../domain/erasure-rules.ts';
import type { MailMessage } from '../mail-message.ts';
import { facts, mailTo, paragraph, tellTime, type MailContext } from '../mail-parts.ts';

const KEPT = {
  fr: {
    certificates: ['Certificats, et preuves de leur délivrance et de leur révocation', 'imposé par la loi'],
    tokens: ['Supports qui vous ont été remis', 'tant qu’ils servent'],
    terms: ['Conditions que vous avez acceptées', 'preuve du contrat'],
    journal: ['Journal, sans votre nom ni votre adresse', 'imposé par la loi'],
  },
  en: {
    certificates: ['Certificates, and the evidence of their issuing and revocation', 'required by law'],
    tokens: ['Tokens that were handed to you', 'as long as they are used'],
    terms: ['Terms that you accepted', 'evidence of the contract'],
    journal: ['Journal, without your name or address', 'required by law'],
  },
} as const satisfies Record<'fr' | 'en', Record<ErasureKept, readonly [string, string]>>;

/** What became of a request for erasure. The reason is what whoever decided wrote. */
export function erasureMail(
  to: MailMessage['to'],
  context: MailContext,
  answer: { readonly decision: 'done' | 'refused'; readonly reason: string; readonly kept: readonly Kept[] },
): MailMessage {
  const { language } = context;
  const done = answer.decision === 'done';
  const kept = answer.kept.map(({ what, until }): readonly [string, string] => {
    const [label, why] = KEPT[language][what];
    if (until === null) return [label, why];
    return [label, language === 'fr' ? `${why}, jusqu’au ${tellTime(until, context)}` : `${why}, until ${tellTime(until, context)}`];
  });
  if (language === 'fr') {
    return mailTo(done ? 'erasureDone' : 'erasureRefused', to, context, done ? 'Vos données sont effacées' : 'Votre demande d’effacement est refusée', [
      paragraph(`Bonjour ${to.name},`),
      paragraph(
        done
          ? 'Vous avez demandé l’effacement de vos données. C’est fait\u202F: votre compte est fermé, votre nom, votre adresse et vos pièces sont effacés. Ce message est le dernier.'
          : 'Vous avez demandé l’effacement de vos données. Nous ne pouvons pas l’accepter aujourd’hui\u202F; votre compte reste tel quel.',
      ),
      facts([[done ? 'Précision' : 'Motif', answer.reason]]),
      ...(done && kept.length > 0 ? [paragraph('Ce que nous gardons, et pourquoi\u202F:'), facts(kept)] : []),
      paragraph('Vous pouvez contester cette réponse auprès de la CNIL (www.cnil.fr), ou en nous écrivant.'),
    ]);
  }
  return mailTo(done ? 'erasureDone' : 'erasureRefused', to, context, done ? 'Your data are erased' : 'Your request for erasure is refused', [
    paragraph(`Hello ${to.name},`),
    paragraph(
      done
        ? 'You asked for the erasure of your data. It is done: your account is closed; your name, your address and your documents are erased. This is the last message.'
        : 'You asked for the erasure of your data. We cannot accept it today; your account stays as it is.',
    ),
    facts([[done ? 'Note' : 'Reason', answer.reason]]),
    ...(done && kept.length > 0 ? [paragraph('What we keep, and why:'), facts(kept)] : []),
    paragraph('You may contest this answer with the CNIL (www.cnil.fr), or by writing to us.'),
  ]);
}
