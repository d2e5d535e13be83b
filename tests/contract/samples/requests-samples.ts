import type { OFFICE_REQUEST_ROUTES } from '../../../src-shared/http/office-requests.ts';
import type { OFFICE_ROUTES } from '../../../src-shared/http/offices.ts';
import type { REQUEST_ROUTES } from '../../../src-shared/http/requests.ts';
import { pdf, sha256Of } from '../../support/sample-files.ts';
import { ASKED, RequestDesk, requestBody } from '../requests/request-desk.ts';
import type { SamplesOf, World } from './sample.ts';

/** A draft of the holder's with one document that came and one that was announced; and a request that the operator is checking. */
export async function requestSamples({ authority, holder, operator }: Pick<World, 'authority' | 'holder' | 'operator'>): Promise<SamplesOf<typeof REQUEST_ROUTES & typeof OFFICE_ROUTES & typeof OFFICE_REQUEST_ROUTES>> {
  const desk = new RequestDesk(authority, holder);
  const { office_id: officeId } = await authority.authority.deps.db.selectFrom('accounts').select('office_id').where('id', '=', operator.accountId).executeTakeFirstOrThrow();
  if (officeId === null) throw new Error('an operator of no office');
  const { requestId, revision } = await desk.draft(officeId);
  const bytes = pdf('sample');
  const documentId = await desk.add(requestId, ASKED[0] ?? 'other');
  const announced = (await desk.announce(requestId, bytes)).body().documentId;
  const checked = await new RequestDesk(authority, operator).take(await desk.submitted(officeId));
  const [document] = (await desk.read(checked.requestId)).body().documents;
  const offices = (await authority.call('listOffices')).body().offices;
  const office = offices.find((one) => one.officeId === officeId);
  if (document === undefined || office === undefined) throw new Error('no sample');
  const { officeId: _, open, revision: officeRevision, ...fields } = office;

  const own = { params: { requestId } };
  const atOffice = { params: { requestId: checked.requestId } };
  const documentAtOffice = { params: { requestId: checked.requestId, documentId: document.documentId } };
  const atRevision = { revision: checked.revision };
  return {
    listProducts: {},
    searchRequests: { body: { text: 'saint', states: ['draft'], sort: { by: 'date', descending: true }, cursor: null, limit: 10 } },
    createRequest: { body: { ...requestBody(officeId) } },
    readRequest: own,
    modifyRequest: { ...own, body: { ...requestBody(officeId), revision } },
    deleteRequest: own,
    submitRequest: { ...own, body: { revision } },
    withdrawRequest: { ...own, body: { revision } },
    printRequest: own,
    announceDocument: { ...own, body: { kind: 'other', fileName: 'autre.pdf', type: 'application/pdf', size: bytes.length, sha256: sha256Of(bytes) } },
    uploadDocument: { params: { requestId, documentId: announced }, upload: { type: 'application/pdf', bytes } },
    downloadDocument: { params: { requestId, documentId } },
    removeDocument: { params: { requestId, documentId } },
    listOffices: {},
    createOffice: { body: fields },
    changeOffice: { params: { officeId }, body: { ...fields, open, revision: officeRevision }, shared: true },
    searchOfficeRequests: { body: { text: '', states: [], sort: { by: 'number', descending: false }, cursor: null, limit: 10, assigned: 'mine' } },
    readOfficeRequest: atOffice,
    takeRequest: { ...atOffice, body: atRevision },
    askCompletion: { ...atOffice, body: { ...atRevision, text: 'Il manque une page.' } },
    acceptRequest: { ...atOffice, body: atRevision },
    refuseRequest: { ...atOffice, body: { ...atRevision, reason: 'other', text: 'Motif.' } },
    judgeDocument: { ...documentAtOffice, body: { verdict: 'refused', reason: 'other', text: 'Page coupée.' } },
    downloadOfficeDocument: documentAtOffice,
  };
}
