import { useClavisStore, type PinTask } from '../store/clavis-store.ts';
import { AwayPage, ReadingPage, TroublePage } from './away-page.tsx';
import { LastTryGate } from './last-try-gate.tsx';
import { BlockedPage, DonePage, PukBlockedPage, ReadOnlyPage, UnsurePage } from './result-pages.tsx';
import { SetPinForm } from './set-pin-form.tsx';
import { UnknownPage } from './unknown-page.tsx';
import { usePinTask } from './use-pin-task.ts';
import { VerifyForm } from './verify-form.tsx';

/** One thing to do with the PIN of one token, from its first page to its result. */
export function PinTaskPage({ task }: { readonly task: PinTask }) {
  // Another task, or another token, starts anew.
  return <OneTask key={`${task.kind}:${task.serial}`} task={task} />;
}

function OneTask({ task }: { readonly task: PinTask }) {
  const state = usePinTask(task);
  const live = useClavisStore((store) => store.app?.tokens.find((token) => token.serial === task.serial));
  const { kind, serial } = task;
  const { outcome, token } = state;
  const byEntry = outcome?.kind === 'blocked';
  // Somebody else moved the counter: what was typed for another number of tries is wiped, and the form starts anew.
  const form = state.moved ? 'moved' : 'form';
  switch (state.stage) {
    case 'unsure':
      return <UnsurePage state={state} />;
    case 'gate':
      return <LastTryGate state={state} of={kind === 'puk' ? 'puk' : 'pin'} serial={serial} />;
    case 'form':
      if (token === null || token.pinFormat === null || kind === 'unsure') return null;
      if (kind === 'verify') return <VerifyForm key={form} state={state} format={token.pinFormat} />;
      if (kind === 'change') return <SetPinForm key={form} state={state} kind="change" format={token.pinFormat} knownFormat={token.pinFormat} authorityToo={false} />;
      return token.pukFormat === null ? null : (
        <SetPinForm key={form} state={state} kind="puk" format={token.pinFormat} knownFormat={token.pukFormat} authorityToo={token.abilities.unblockByAuthority && token.blocked} />
      );
    case 'done':
      return outcome?.kind === 'ok' && kind !== 'unsure' ? <DonePage state={state} kind={kind} counter={outcome.counter} /> : null;
    case 'unknown':
      return outcome?.kind === 'unknown' && kind !== 'unsure' ? <UnknownPage state={state} kind={kind} serial={serial} outcome={outcome} /> : null;
    case 'blocked':
      return <BlockedPage state={state} byEntry={byEntry} />;
    case 'pukBlocked':
      return <PukBlockedPage state={state} byEntry={byEntry} />;
    case 'readOnly':
      return <ReadOnlyPage state={state} />;
    case 'reading':
      return <ReadingPage state={state} />;
    case 'trouble':
      return live === undefined || live.state === 'ready' || live.state === 'reading' ? null : <TroublePage state={state} trouble={live.state} />;
    case 'away':
      return <AwayPage state={state} serial={serial} />;
  }
}
