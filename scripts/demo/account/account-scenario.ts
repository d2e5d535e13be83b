import { randomBytes } from 'node:crypto';
import type { DemoRun } from '../demo-run.ts';
import { samplePdf } from './sample-pdf.ts';
import { AccountPages, type NewPerson } from './account-pages.ts';
import { OfficeDesk } from './office-desk.ts';
import { judgePkcs12, judgeStatus } from './openssl-judge.ts';
import { watchBearers } from './watch-bearers.ts';

/** What the run has seen so far; a step that fails leaves what came before. */
export interface AccountFindings {
  readonly steps: string[];
  /** Where the session token is kept: `disk` with a keyring, `memory` without. */
  kept: 'disk' | 'memory' | null;
  /** Of the software certificate, as openssl was told over OCSP and read in the revocation list. */
  status: string[];
  pkcs12: 'opened' | null;
}

const PRODUCT = 'sceau-logiciel';
const ESTABLISHMENT = { establishment: 'Atelier Martin SARL', siren: '732829320', siret: '73282932000074', street: '3 rue de l’Église', postalCode: '35400', city: 'Saint-Malo' };

/** The account from nothing to a certificate that was revoked, and the same screens without a network. */
export async function walkAccount(demo: DemoRun, found: AccountFindings): Promise<void> {
  const pages = new AccountPages(demo.pages);
  const person: NewPerson = { firstName: 'Camille', lastName: 'Durand', email: 'camille.durand@atelier-martin.fr', password: `Marée ${randomBytes(6).toString('hex')} Haute 7!` };
  demo.addSecret('account password', person.password);
  const step = async (name: string, work: () => Promise<void>): Promise<void> => {
    const started = performance.now();
    await work();
    found.steps.push(name);
    console.error(`account: ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  };
  await watchBearers(demo.app);
  await demo.pages.readyToken();

  await step('signUp', () => signUp(demo, pages, person));
  await step('confirm', () => confirm(demo, pages));
  await step('signInByPassword', async () => {
    await pages.at('go-sign-in').click();
    await pages.signIn(person.email, person.password);
    await pages.at('terms-accept').waitFor();
    await demo.shot('terms');
  });
  await step('acceptTerms', async () => {
    await pages.at('terms-accept').click();
    const view = await pages.until('signed in', ({ session, copy }) => session.kind === 'signedIn' && copy?.state === 'upToDate');
    found.kept = view.copy?.kept ?? null;
    await pages.section('home');
    await pages.at('home-canAssociate').waitFor();
    await demo.shot('home-first');
    await pages.dismissMemoryNotice();
  });
  await step('associate', async () => {
    await pages.at('home-act-canAssociate').click();
    await pages.at('known-entry').waitFor();
    await demo.shot('associate');
    await pages.typePin(demo.options.pin);
    await pages.at('proof-submit').click();
    await pages.at('associated').waitFor();
    await demo.shot('associated');
    await pages.at('associate-finish').click();
    await pages.at('sessions').waitFor();
    await demo.shot('security');
  });
  await step('signOut', () => signOut(demo, pages));
  await step('signInByToken', async () => {
    await pages.at('go-token').click();
    await pages.at('known-entry').waitFor();
    await demo.shot('sign-in-token');
    await pages.typePin(demo.options.pin);
    await pages.at('proof-submit').click();
    await pages.until('signed in by token', ({ session, copy }) => session.kind === 'signedIn' && session.method === 'certificate' && copy?.state === 'upToDate');
    await pages.dismissMemoryNotice();
    await pages.section('certificates');
    await pages.at('certificate-row').nth(1).waitFor();
    await demo.shot('certificates-of-token');
  });
  await step('fileRequest', () => fileRequest(demo, pages));
  let serial = '';
  await step('issuedByOffice', async () => {
    const desk = await OfficeDesk.signIn(demo.authorityUrl, demo.operator);
    demo.addSecret('session token of the operator', desk.bearer);
    serial = await desk.issueWaitingRequest();
    found.status.push(await judgeStatus(demo.authorityUrl, serial, demo.folder));
  });
  await step('arrivesBySync', async () => {
    await pages.at('request-state').locator('[data-state="issued"]').waitFor();
    await demo.shot('request-issued');
    await pages.at('see-certificates').click();
    await pages.at('certificate-row').nth(2).waitFor();
    await demo.shot('certificates');
  });
  await step('download', () => download(demo, pages, serial, found));
  await step('revoke', () => revoke(demo, pages, serial, found));
  await step('offline', () => withoutNetwork(demo, pages));
  await step('online', async () => {
    await demo.startAuthorityAgain();
    await pages.until('online again', ({ copy }) => copy?.state === 'upToDate', 120_000);
    await pages.section('home');
    await demo.shot('home-online');
  });
  await step('forget', async () => {
    await pages.section('account');
    await pages.at('account-tab-profile').click();
    await pages.at('forget').click();
    await demo.shot('forget');
    await pages.at('dialog-confirm').click();
    await pages.at('sign-in-email').waitFor();
    if ((await pages.at('sign-in-email').inputValue()) !== '') throw new Error('the address is still there');
  });
}

async function signUp(demo: DemoRun, pages: AccountPages, person: NewPerson): Promise<void> {
  await pages.section('account');
  await pages.at('go-sign-up').waitFor();
  await demo.shot('signed-out');
  await pages.at('go-sign-up').click();
  await pages.signUp(person);
  await demo.shot('sign-up');
  await pages.at('sign-up-submit').click();
  await pages.shows('check-mail');
  await demo.shot('check-mail');
}

async function confirm(demo: DemoRun, pages: AccountPages): Promise<void> {
  await pages.at('open-mailbox').click();
  await pages.at('mail-item').first().click();
  await pages.at('mail-text').waitFor();
  await demo.shot('mail');
  await pages.at('mail-use-account-link').click();
  await pages.at('confirmed').waitFor();
  await demo.shot('confirmed');
}

async function signOut(demo: DemoRun, pages: AccountPages): Promise<void> {
  await pages.section('account');
  await pages.at('account-tab-profile').click();
  await pages.at('sign-out').click();
  await pages.at('ended').waitFor();
  await demo.shot('signed-out-again');
}

async function fileRequest(demo: DemoRun, pages: AccountPages): Promise<void> {
  await pages.section('requests');
  await pages.at('requests-empty').waitFor();
  await demo.shot('requests-empty');
  await pages.at('request-new').click();
  await pages.fillRequest({ product: PRODUCT, fields: { ...ESTABLISHMENT, firstName: 'Camille', lastName: 'Durand', email: 'camille.durand@atelier-martin.fr', phone: '+33 2 99 00 12 34' } });
  await demo.shot('request-form');
  await pages.at('form-save').click();
  await pages.at('document-file').waitFor({ state: 'attached' });
  for (const [kind, name] of [['identityDocument', 'pièce-identité.pdf'], ['applicationForm', 'formulaire-signé.pdf']] as const) {
    await pages.at('document-kind').selectOption(kind);
    await pages.at('document-file').setInputFiles({ name, mimeType: 'application/pdf', buffer: samplePdf(name) });
    await pages.at('uploads').locator('[data-state="done"]').filter({ hasText: name }).waitFor();
  }
  await pages.at('documents-missing').waitFor({ state: 'detached' });
  await demo.shot('request-draft');
  await pages.at('request-submit').click();
  await pages.at('request-state').locator('[data-state="submitted"]').waitFor();
  await demo.shot('request-submitted');
}

async function download(demo: DemoRun, pages: AccountPages, serial: string, found: AccountFindings): Promise<void> {
  const path = await demo.answerSaveDialog('certificat.p12');
  await pages.softwareCertificate().click();
  await pages.at('certificate-download').waitFor();
  await demo.shot('certificate');
  await pages.at('certificate-download').click();
  await pages.at('password-show').click();
  await demo.shot('download');
  const password = (await pages.at('download-password').innerText()).trim();
  demo.addSecret('PKCS#12 password', password);
  demo.addSecret('PKCS#12 password', password.replaceAll('-', ''));
  await judgePkcs12(path, password, serial);
  found.pkcs12 = 'opened';
  await pages.at('download-close').click();
}

async function revoke(demo: DemoRun, pages: AccountPages, serial: string, found: AccountFindings): Promise<void> {
  await pages.at('certificate-revoke').click();
  await pages.at('choice-superseded').click();
  await pages.at('revoke-confirmation').fill(serial.slice(-8));
  await demo.shot('revoke');
  await pages.at('revoke-submit').click();
  await pages.at('revoked').waitFor();
  await demo.shot('revoked');
  await pages.at('revoked-back').click();
  await pages.at('certificate-summary').waitFor();
  found.status.push(await judgeStatus(demo.authorityUrl, serial, demo.folder));
}

async function withoutNetwork(demo: DemoRun, pages: AccountPages): Promise<void> {
  const pulled = performance.now();
  await demo.stopAuthority();
  const stopped = performance.now();
  await pages.until('offline', ({ copy }) => copy?.state === 'offline', 120_000);
  console.error(`account: authority gone in ${((stopped - pulled) / 1000).toFixed(1)} s, noticed ${((performance.now() - stopped) / 1000).toFixed(1)} s later`);
  for (const section of ['home', 'certificates', 'requests'] as const) {
    // The second time leads to the first page of a section that was left at another one.
    await pages.section(section);
    await pages.section(section);
    if (section === 'certificates') await pages.at('certificate-row').nth(2).waitFor();
    if (section === 'requests') await pages.at('request-row').first().waitFor();
    await demo.shot(`offline-${section}`);
  }
  await pages.at('request-row').first().click();
  await pages.at('timeline').waitFor();
  await demo.shot('offline-request');
}
