import type { REQUEST_ROUTES } from '../../../src-shared/http/requests.ts';
import type { Deps } from '../../deps.ts';
import { announceDocument } from '../../use-cases/requests/announce-document.ts';
import { createRequest } from '../../use-cases/requests/create-request.ts';
import { deleteRequest } from '../../use-cases/requests/delete-request.ts';
import { documentContent } from '../../use-cases/requests/document-content.ts';
import { modifyRequest } from '../../use-cases/requests/modify-request.ts';
import { ownRequest } from '../../use-cases/requests/own-request.ts';
import { printRequest } from '../../use-cases/requests/print-request.ts';
import { removeDocument } from '../../use-cases/requests/remove-document.ts';
import { findRequestPage } from '../../use-cases/requests/search-requests.ts';
import { submitRequest, withdrawRequest } from '../../use-cases/requests/submit-request.ts';
import { uploadDocument } from '../../use-cases/requests/upload-document.ts';
import { viewRequest } from '../../use-cases/requests/view-request.ts';
import type { HandlersOf } from '../route.ts';

export function requestHandlers(deps: Deps): HandlersOf<typeof REQUEST_ROUTES> {
  const { db, catalogue } = deps;
  return {
    listProducts: async () => ({ products: [...catalogue.products] }),
    searchRequests: ({ body, actor }) => findRequestPage(deps, { accountId: actor.accountId }, body, actor.language),
    createRequest: (call) => createRequest(deps, call),
    readRequest: async (call) => viewRequest(db, catalogue, await ownRequest(db, call, null), 'holder'),
    modifyRequest: (call) => modifyRequest(deps, call),
    deleteRequest: (call) => deleteRequest(deps, call),
    submitRequest: (call) => submitRequest(deps, call),
    withdrawRequest: (call) => withdrawRequest(deps, call),
    printRequest: (call) => printRequest(deps, call),
    announceDocument: (call) => announceDocument(deps, call),
    uploadDocument: (call) => uploadDocument(deps, call),
    downloadDocument: async (call) => documentContent(deps, (await ownRequest(db, call, null)).id, call.params.documentId),
    removeDocument: (call) => removeDocument(deps, call),
  };
}
