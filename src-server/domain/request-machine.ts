import type { NextAction, RequestAction, RequestParty, RequestState } from '../../src-shared/domain/request-codes.ts';

/**
 * Every move a request may make, who makes it, from where to where. Whatever is not here is refused as `requestStateRefused`.
 * `take` of a request that an operator has already hands it to another one, and leaves it where it is.
 */
const MOVES = {
  submit: { by: 'holder', moves: { draft: 'submitted', toComplete: 'beingChecked' } },
  withdraw: {
    by: 'holder',
    moves: { submitted: 'withdrawn', beingChecked: 'withdrawn', toComplete: 'withdrawn', accepted: 'withdrawn', appointmentPlanned: 'withdrawn' },
  },
  take: {
    by: 'office',
    moves: { submitted: 'beingChecked', beingChecked: 'beingChecked', toComplete: 'toComplete', accepted: 'accepted', appointmentPlanned: 'appointmentPlanned' },
  },
  askCompletion: { by: 'office', moves: { beingChecked: 'toComplete' } },
  accept: { by: 'office', moves: { beingChecked: 'accepted' } },
  refuse: { by: 'office', moves: { beingChecked: 'refused', toComplete: 'refused', accepted: 'refused', appointmentPlanned: 'refused' } },
  planAppointment: { by: 'authority', moves: { accepted: 'appointmentPlanned' } },
  cancelAppointment: { by: 'authority', moves: { appointmentPlanned: 'accepted' } },
  issue: { by: 'authority', moves: { accepted: 'issued', appointmentPlanned: 'issued' } },
  expire: { by: 'authority', moves: { toComplete: 'expired', accepted: 'expired' } },
} as const satisfies Record<string, { readonly by: RequestParty; readonly moves: Partial<Record<RequestState, RequestState>> }>;

export type RequestMove = keyof typeof MOVES;
export const REQUEST_MOVES = Object.keys(MOVES) as readonly RequestMove[];

/** Where a move leads from here; null: it is not open. */
export function moveRequest(state: RequestState, move: RequestMove): RequestState | null {
  const { moves }: { readonly moves: Partial<Record<RequestState, RequestState>> } = MOVES[move];
  return moves[state] ?? null;
}

export function moverOf(move: RequestMove): RequestParty {
  return MOVES[move].by;
}

/** What changes no state, and in which states it may be done. A paper of a request can always be had. */
const DEEDS = {
  modify: { by: 'holder', states: ['draft', 'submitted', 'toComplete'] },
  addDocuments: { by: 'holder', states: ['draft', 'submitted', 'toComplete'] },
  delete: { by: 'holder', states: ['draft', 'submitted'] },
  judgeDocuments: { by: 'office', states: ['beingChecked'] },
} as const satisfies Partial<Record<RequestAction, { readonly by: RequestParty; readonly states: readonly RequestState[] }>>;

export type RequestDeed = keyof typeof DEEDS;

export function mayDoTo(state: RequestState, deed: RequestDeed): boolean {
  return (DEEDS[deed].states as readonly RequestState[]).includes(state);
}

/** What this party may do to a request in this state, in the order of the contract's list. */
export function actionsOf(state: RequestState, party: 'holder' | 'office'): readonly RequestAction[] {
  const deeds = (Object.keys(DEEDS) as RequestDeed[]).filter((deed) => DEEDS[deed].by === party && mayDoTo(state, deed));
  const moves = (['submit', 'withdraw', 'take', 'askCompletion', 'accept', 'refuse'] as const).filter((move) => MOVES[move].by === party && moveRequest(state, move) !== null);
  return [...deeds, ...(party === 'holder' ? (['print'] as const) : []), ...moves];
}

const NEXT: Readonly<Record<RequestState, { readonly by: RequestParty; readonly action: NextAction } | null>> = {
  draft: { by: 'holder', action: 'completeAndSubmit' },
  submitted: { by: 'office', action: 'take' },
  beingChecked: { by: 'office', action: 'judge' },
  toComplete: { by: 'holder', action: 'complete' },
  accepted: { by: 'holder', action: 'bookAppointment' },
  appointmentPlanned: { by: 'holder', action: 'attendAppointment' },
  issued: null,
  refused: null,
  withdrawn: null,
  expired: null,
};

/** Who has to do what next. A software certificate asks for no appointment. @returns null once nothing is to be done any more. */
export function nextOf(state: RequestState, kind: 'token' | 'software'): { readonly by: RequestParty; readonly action: NextAction } | null {
  if (state === 'accepted' && kind === 'software') return { by: 'authority', action: 'issueCertificate' };
  return NEXT[state];
}

export function isEnded(state: RequestState): boolean {
  return NEXT[state] === null;
}
