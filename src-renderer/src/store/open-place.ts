import { useClavisStore } from './clavis-store.ts';
import { goToSection } from './navigate.ts';
import { usePlaces, type Places } from './places.ts';

/** Goes to one page of the requests. */
export function openRequests(place: Places['requests']): void {
  usePlaces.setState({ requests: place });
  openSection('requests');
}

/** Goes to one page of the certificates. */
export function openCertificates(place: Places['certificates']): void {
  usePlaces.setState({ certificates: place });
  openSection('certificates');
}

function openSection(section: 'requests' | 'certificates'): void {
  if (useClavisStore.getState().section !== section) goToSection(section);
}
