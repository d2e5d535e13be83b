import type { TFunction } from 'i18next';
import type { CardProfile, TokenView } from '../../../src-shared/domain/views.ts';

const NAMES = {
  'ias-ecc': 'tokens.nameOfIasEcc',
  gids: 'tokens.nameOfGids',
  piv: 'tokens.nameOfPiv',
  pkcs15: 'tokens.nameOfPkcs15',
} as const satisfies Record<CardProfile, string>;

/** A token by its holder; without one, by its model, or by what is the matter with it. */
export function tokenName({ holder, profile, model, state }: TokenView, t: TFunction): string {
  if (holder !== null) return profile === null ? t('tokens.nameOf', { holder }) : t(NAMES[profile], { holder });
  if (state !== 'ready' && state !== 'reading') return t(`service.${state}.title`);
  return model === null ? t('tokens.nameless') : t('tokens.nameModel', { model });
}
