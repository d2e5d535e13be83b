import type { OFFICE_REQUEST_ROUTES } from '../../../src-shared/http/office-requests.ts';
import type { OFFICE_ROUTES } from '../../../src-shared/http/offices.ts';
import type { Deps } from '../../deps.ts';
import { listOffices } from '../../repositories/offices.ts';
import { changeOffice, createOffice } from '../../use-cases/offices/manage-offices.ts';
import { officeOf } from '../../use-cases/offices/view-office.ts';
import { judgeDocument, readOfficeDocument } from '../../use-cases/requests/judge-document.ts';
import { acceptRequest, askCompletion, refuseRequest, takeRequest } from '../../use-cases/requests/judge-request.ts';
import { findOfficeRequestPage, viewOfficeRequest } from '../../use-cases/requests/office-views.ts';
import type { HandlersOf } from '../route.ts';

/** Offices, and the requests that their operators judge. */
export function officeHandlers(deps: Deps): HandlersOf<typeof OFFICE_ROUTES & typeof OFFICE_REQUEST_ROUTES> {
  return {
    listOffices: async () => ({ offices: (await listOffices(deps.db)).map(officeOf) }),
    createOffice: (call) => createOffice(deps, call),
    changeOffice: (call) => changeOffice(deps, call),
    searchOfficeRequests: ({ body, actor }) => findOfficeRequestPage(deps, actor, body),
    readOfficeRequest: (call) => viewOfficeRequest(deps, call),
    takeRequest: (call) => takeRequest(deps, call),
    askCompletion: (call) => askCompletion(deps, call),
    acceptRequest: (call) => acceptRequest(deps, call),
    refuseRequest: (call) => refuseRequest(deps, call),
    judgeDocument: (call) => judgeDocument(deps, call),
    downloadOfficeDocument: (call) => readOfficeDocument(deps, call),
  };
}
