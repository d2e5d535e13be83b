import { useAccountPlace } from './account-place.ts';
import { useConflictOpen } from './conflict-open.ts';
import { useSignInPlace } from './sign-in-place.ts';

/** Another person may be at the screen now: the account begins at its first page. */
export function resetAccountPlaces(): void {
  useSignInPlace.setState({ place: { page: 'signIn' } });
  useAccountPlace.setState({ tab: 'profile', task: null });
  useConflictOpen.setState({ changeId: null });
}
