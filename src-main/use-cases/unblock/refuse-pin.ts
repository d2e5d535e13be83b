import { AppError } from '../../../src-shared/errors/app-error.ts';
import { isAcceptablePin, judgePin, samePin } from '../../../src-shared/pin/pin-policy.ts';

/** @throws AppError naming the first rule that the entry breaks */
export function refusePin(pin: Uint8Array, confirmation: Uint8Array): void {
  if (isAcceptablePin(pin) && samePin(pin, confirmation)) return;
  const verdicts = judgePin(pin);
  if (verdicts.digits === 'broken') throw new AppError('pinNotDigits');
  if (verdicts.length !== 'met') throw new AppError('pinLength');
  if (verdicts.notSequence === 'broken') throw new AppError('pinSequence');
  if (verdicts.notRepeated === 'broken') throw new AppError('pinRepeated');
  throw new AppError('pinMismatch');
}
