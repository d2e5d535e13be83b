import { goToPlace } from './navigate.ts';
import type { SectionPlaces } from './section-places.ts';

/** Goes to one page of the requests. */
export function openRequests(place: SectionPlaces['requests']): void {
  goToPlace('requests', { requests: place });
}

/** Goes to one page of the certificates. */
export function openCertificates(place: SectionPlaces['certificates']): void {
  goToPlace('certificates', { certificates: place });
}
