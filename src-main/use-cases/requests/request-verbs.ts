import { randomUUID } from 'node:crypto';
import { AppError } from '../../../src-shared/errors/app-error.ts';
import type { CreateRequest, ProductReply } from '../../../src-shared/http/requests.ts';
import type { SentFile } from '../../../src-shared/http/route-shape.ts';
import type { AccountEvents, RequestVerbs } from '../../../src-shared/ipc/account-verbs.ts';
import type { OfficeReply } from '../../../src-shared/http/offices.ts';
import type { AuthorityCalls } from '../../ports/authority-calls.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Desktop } from '../../ports/desktop.ts';
import type { Account } from '../account/account.ts';
import { changesOf, readKind, readOne } from '../account/account-copy.ts';
import type { Losses } from '../account/losses.ts';
import { documentSender } from './document-sender.ts';
import { requestDetail, requestRows } from './request-rows.ts';

export interface RequestDeps {
  readonly account: Account;
  readonly calls: AuthorityCalls;
  readonly clock: Clock;
  readonly desktop: Pick<Desktop, 'saveFile' | 'printPdf'>;
  readonly onProgress: (progress: AccountEvents['requests.progress']) => void;
  readonly losses: Pick<Losses, 'sending'>;
}

type Functions = { readonly [V in keyof RequestVerbs]: (input: RequestVerbs[V]['input']) => Promise<RequestVerbs[V]['output']> };

/** Requests, their documents and appointments: read from the copy, written to the authority, modifications also without it. */
export function requestVerbs(deps: RequestDeps): Functions {
  const { account, calls, clock, desktop, onProgress, losses } = deps;
  const session = () => account.signedIn().session;
  const documents = documentSender(session, onProgress);
  let products: readonly ProductReply[] = [];
  let offices: readonly OfficeReply[] = [];

  /** A write, and the copy that knows of it. */
  async function write<T>(work: () => Promise<T>): Promise<T> {
    const copy = account.copy();
    const made = await work();
    await copy.round();
    return made;
  }
  const key = () => ({ idempotencyKey: randomUUID() });
  /** A new request whose answer was lost: the authority may have it, so the same form pressed again goes out under the same key. */
  let unanswered: { readonly form: string; readonly idempotencyKey: string } | null = null;

  async function createOnce(body: CreateRequest): Promise<{ readonly requestId: string }> {
    const form = JSON.stringify(body);
    const asked = unanswered?.form === form ? unanswered : { form, ...key() };
    unanswered = asked;
    try {
      const { requestId } = await write(() => session().call('createRequest', { body, idempotencyKey: asked.idempotencyKey }));
      unanswered = null;
      return { requestId };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'authorityUnreachable') unanswered = null;
      throw error;
    }
  }

  /** What was last heard of stays good where nobody can be asked. */
  async function lastKnown<T>(ask: () => Promise<readonly T[]>, known: readonly T[]): Promise<readonly T[]> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof AppError && error.code === 'authorityUnreachable' && known.length > 0) return known;
      throw error;
    }
  }

  async function modifyLater({ requestId, revision, ...fields }: CreateRequest & { readonly requestId: string; readonly revision: number }): Promise<void> {
    const { store } = account.copy();
    const base = await store.read('request', requestId);
    if (base === null) throw new AppError('notFound');
    const [earlier] = changesOf(await store.changes(), requestId);
    // One that may have been taken, or that a person has to decide on, is settled first.
    if (earlier !== undefined && earlier.state !== 'waiting') throw new AppError('busy');
    await store.enqueue({
      id: randomUUID(),
      route: 'modifyRequest',
      params: { requestId },
      body: { ...fields, revision },
      baseRevision: base.revision,
      about: { kind: 'request', id: requestId },
      createdAt: clock.now(),
    });
    if (earlier !== undefined) await store.discard(earlier.id);
    account.changed();
    account.copy().wake();
  }

  const paper = (requestId: string): Promise<SentFile> => session().call('printRequest', { params: { requestId } });
  const nameOf = async (requestId: string): Promise<string> => `demande-${(await readOne(account.copy().store, 'request', requestId))?.number ?? requestId}.pdf`;

  return {
    'requests.list': async () => {
      const { store } = account.copy();
      return requestRows(await readKind(store, 'request'), await store.changes());
    },
    'requests.read': async ({ requestId }) => {
      const { store } = account.copy();
      // One that was made a moment ago may not be in the copy yet.
      const request = (await readOne(store, 'request', requestId)) ?? (await session().call('readRequest', { params: { requestId } }));
      return requestDetail(request, await store.changes(), await readKind(store, 'appointment'));
    },
    'requests.products': async () => (products = await lastKnown(async () => (await calls.call('listProducts', null)).products, products)),
    'requests.offices': async () => (offices = await lastKnown(async () => (await calls.call('listOffices', null)).offices, offices.length > 0 ? offices : account.offices)),
    'requests.create': createOnce,
    'requests.modify': async (input) => {
      const { requestId, ...body } = input;
      const { store } = account.copy();
      // Behind one that waits: sent straight, it would overtake it.
      if (changesOf(await store.changes(), requestId).length > 0) return modifyLater(input);
      try {
        await write(() => session().call('modifyRequest', { params: { requestId }, body, ...key() }));
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'authorityUnreachable') throw error;
        await modifyLater(input);
      }
    },
    'requests.submit': async ({ requestId, revision }) => {
      await write(() => session().call('submitRequest', { params: { requestId }, body: { revision }, ...key() }));
    },
    'requests.withdraw': async ({ requestId, revision }) => {
      await write(() => session().call('withdrawRequest', { params: { requestId }, body: { revision }, ...key() }));
    },
    'requests.delete': async ({ requestId }) => {
      await write(() => session().call('deleteRequest', { params: { requestId }, ...key() }));
    },
    'requests.savePdf': async ({ requestId }) => {
      const { bytes } = await paper(requestId);
      return { saved: await desktop.saveFile({ suggestedName: await nameOf(requestId), bytes: async () => bytes }) };
    },
    'requests.print': async ({ requestId }) => ({ printed: await desktop.printPdf((await paper(requestId)).bytes) }),
    'requests.addDocument': (input) => losses.sending(() => write(() => documents.send(input))),
    'requests.cancelUpload': async (name) => documents.cancel(name),
    'requests.removeDocument': async ({ requestId, documentId }) => {
      await write(() => session().call('removeDocument', { params: { requestId, documentId }, ...key() }));
    },
    'requests.saveDocument': async ({ requestId, documentId }) => {
      const known = await readOne(account.copy().store, 'request', requestId);
      const { bytes, fileName } = await session().call('downloadDocument', { params: { requestId, documentId } });
      const suggestedName = known?.documents.find((document) => document.documentId === documentId)?.fileName ?? fileName ?? documentId;
      return { saved: await desktop.saveFile({ suggestedName, bytes: async () => bytes }) };
    },
    'requests.slots': (body) => session().call('searchSlots', { body }),
    'requests.book': ({ requestId, officeId, startsAt }) =>
      write(() => session().call('bookAppointment', { body: { officeId, startsAt, purpose: 'request', requestId, serial: null }, ...key() })),
    'requests.moveAppointment': ({ appointmentId, ...body }) => write(() => session().call('moveAppointment', { params: { appointmentId }, body, ...key() })),
    'requests.cancelAppointment': ({ appointmentId, ...body }) => write(() => session().call('cancelAppointment', { params: { appointmentId }, body, ...key() })),
  };
}
