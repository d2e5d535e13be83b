import { expect, it } from 'vitest';
import { subjectName } from '../../../src-renderer/src/account/subject-name.ts';

it.each([
  ['C=FR, O=Atelier Martin SARL, SN=Durand, GN=Camille, serialNumber=3849, CN=Camille Durand', 'Camille Durand'],
  ['CN=Camille Durand, C=FR', 'Camille Durand'],
  ['C=FR, CN=Durand, Camille, O=Atelier, Martin', 'Durand, Camille'],
  ['C=FR, O=Atelier', 'C=FR, O=Atelier'],
  ['', ''],
])('calls %j %j', (subject, name) => expect(subjectName(subject)).toBe(name));
