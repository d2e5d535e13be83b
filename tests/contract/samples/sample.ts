import type { AuthorityFixture, Holder } from '../authority-fixture.ts';
import type { SignedIn } from '../signed-in.ts';

/** A call of one route that would succeed, or would be refused for nothing but the state of things. */
export interface Sample {
  readonly params?: Readonly<Record<string, string>>;
  /** JSON body, an object. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** Body of a route that takes no JSON. */
  readonly upload?: { readonly type: string; readonly bytes: Uint8Array };
  /** What the parameters name belongs to nobody in particular: anybody with the permission finds it. */
  readonly shared?: true;
}

/** A sample for each route of an area: a route without one does not compile. */
export type SamplesOf<Area> = { readonly [Name in keyof Area]: Sample };

/** Whoever the samples need. `otherX` may do as much as `x`, but owns nothing of it. */
export interface World {
  readonly authority: AuthorityFixture;
  /** An open unblock session, and one of somebody else. */
  readonly unblock: Holder;
  readonly otherUnblock: Holder;
  readonly holder: SignedIn;
  readonly otherHolder: SignedIn;
  readonly operator: SignedIn;
  /** Of another office. */
  readonly otherOperator: SignedIn;
  readonly administrator: SignedIn;
  readonly otherAdministrator: SignedIn;
}
