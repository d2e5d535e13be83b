/** Every kind of fault the virtual reader makes happen; each sweep plays all of them at every place. */
export const FAULT_KINDS = [
  { kind: 'remove' },
  { kind: 'readerUnplug' },
  { kind: 'resetByOther' },
  { kind: 'serviceStop' },
  { kind: 'swap' },
  { kind: 'sharingViolation' },
  { kind: 'wrongResponse' },
  { kind: 'commError', error: 'SCARD_F_COMM_ERROR' },
  { kind: 'commError', error: 'SCARD_E_NOT_TRANSACTED' },
  { kind: 'malformed', variant: 'short' },
  { kind: 'malformed', variant: 'long' },
  { kind: 'malformed', variant: 'garbageTlv' },
  { kind: 'malformed', variant: 'loop61' },
  { kind: 'malformed', variant: 'zeros20k' },
] as const;

/** The card applied the command, or did not. */
export const FAULT_TIMES = ['before', 'after'] as const;
