import type { Language } from '../../../src-shared/domain/views.ts';
import { useClavisStore } from '../store/clavis-store.ts';

export function useLanguage(): Language {
  return useClavisStore((state) => state.app?.language ?? 'fr');
}
