import type { UnblockView } from '../../../src-shared/domain/views.ts';
import { ConfirmationStep } from './confirmation-step.tsx';
import { AnswersStep } from './answers-step.tsx';
import { DoneStep } from './done-step.tsx';
import { InitialisationStep } from './initialisation-step.tsx';
import { LinkPage } from './link-page.tsx';
import { LockedOutPage } from './locked-out-page.tsx';
import { PinStep } from './pin-step.tsx';
import { WizardFrame } from './wizard-frame.tsx';

/** The unblock on screen: the page before step 1, one of the four steps, its proof, or its end. */
export function Wizard({ view }: { readonly view: UnblockView }) {
  if (view.problem?.code === 'answersLocked') return <LockedOutPage view={view} />;
  if (view.step === 'link') return <LinkPage view={view} />;
  return (
    <WizardFrame view={view} step={view.step}>
      <Step view={view} step={view.step} />
    </WizardFrame>
  );
}

function Step({ view, step }: { readonly view: UnblockView; readonly step: Exclude<UnblockView['step'], 'link'> }) {
  switch (step) {
    case 'initialisation':
      return <InitialisationStep view={view} />;
    case 'pin':
      return <PinStep view={view} />;
    case 'answers':
      return <AnswersStep view={view} />;
    case 'confirmation':
      return view.proof === null ? <ConfirmationStep view={view} /> : <DoneStep view={view} proof={view.proof} />;
  }
}
