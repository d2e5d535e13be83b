import type { Loss } from '../../../src-shared/domain/quit.ts';
import { clavis } from '../bridge.ts';
import { useClavisStore, type PinTask, type Section } from './clavis-store.ts';
import { AT_START, resetPlaces, usePlaces } from './places.ts';
import type { SectionPlaces } from './section-places.ts';

/** Goes to a section; asks first when the page on screen holds something typed. */
export function goToSection(section: Section): void {
  const { unsaved, section: here } = useClavisStore.getState();
  if (section === here) {
    if (unsaved === 'password') {
      goToPlace(section, AT_START);
      return;
    }
    resetPlaces();
    useClavisStore.setState({ entry: null });
    if (useClavisStore.getState().pinTask !== null) closePinTask();
    return;
  }
  if (unsaved === 'none') useClavisStore.setState({ section, entry: null, pinTask: null });
  else useClavisStore.setState({ departure: { kind: 'section', section } });
}

/** Goes to a page within a section; asks first when the page on screen holds something that would be lost. */
export function goToPlace(section: Section, places: Partial<SectionPlaces>): void {
  if (useClavisStore.getState().unsaved !== 'none') {
    useClavisStore.setState({ departure: { kind: 'place', section, places } });
    return;
  }
  usePlaces.setState(places);
  if (useClavisStore.getState().section !== section) goToSection(section);
}

/** Opens the page where an unblock starts. */
export function openEntry(readerId: string | null, focus: 'request' | 'paste'): void {
  useClavisStore.setState({ section: 'tokens', entry: { readerId, focus }, pinTask: null });
}

/** Opens the page of a PIN; from another such page with something typed, asks first. */
export function openPinTask(task: PinTask): void {
  leavePinTaskFor(task);
}

/** Back to the tokens. */
export function closePinTask(): void {
  leavePinTaskFor(null);
}

function leavePinTaskFor(next: PinTask | null): void {
  if (useClavisStore.getState().unsaved === 'pin') useClavisStore.setState({ departure: { kind: 'pinTask', next } });
  else useClavisStore.setState({ section: 'tokens', entry: null, pinTask: next });
}

export function closeEntry(): void {
  useClavisStore.setState({ entry: null });
}

/** Leaves the wizard; asks first when a chosen PIN or something typed would be lost. */
export function leaveUnblock(): void {
  const { unsaved, unblock } = useClavisStore.getState();
  const loses = unsaved !== 'none' || (unblock !== null && unblock.pinHeld && unblock.proof === null);
  if (loses) useClavisStore.setState({ departure: { kind: 'unblock' } });
  else void clavis.unblock.leave();
}

/** Main asks before it quits; asked once more, the question comes to the front again. */
export function askToQuit(losses: readonly Loss[]): void {
  const { departure } = useClavisStore.getState();
  useClavisStore.setState({ departure: { kind: 'quit', losses, turn: departure?.kind === 'quit' ? departure.turn + 1 : 0 } });
}

export function confirmDeparture(): void {
  const { departure } = useClavisStore.getState();
  if (departure?.kind === 'quit') {
    // The question stays until the window is gone with it.
    void clavis.app.answerQuit({ reply: 'quit' });
    return;
  }
  useClavisStore.setState({ departure: null, unsaved: 'none' });
  if (departure?.kind === 'section') useClavisStore.setState({ section: departure.section, entry: null, pinTask: null });
  if (departure?.kind === 'place') goToPlace(departure.section, departure.places);
  if (departure?.kind === 'pinTask') useClavisStore.setState({ section: 'tokens', entry: null, pinTask: departure.next });
  if (departure?.kind === 'unblock') void clavis.unblock.leave();
}

export function cancelDeparture(): void {
  if (useClavisStore.getState().departure?.kind === 'quit') void clavis.app.answerQuit({ reply: 'stay' });
  useClavisStore.setState({ departure: null });
}
