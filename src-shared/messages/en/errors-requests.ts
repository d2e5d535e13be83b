import type { requestErrors as french } from '../fr/errors-requests.ts';
import type { WordsOf } from '../words-of.ts';

export const requestErrors: WordsOf<typeof french> = {
  requestChangedMeanwhile: {
    title: 'The request has changed meanwhile',
    cause: 'It was changed elsewhere after you opened it. Nothing was saved.',
    fix: 'Read it again, then try again.',
  },
  requestStateRefused: {
    title: 'Not possible at this stage',
    cause: 'The present state of the request does not allow this action.',
    fix: 'Look at the request to see what can be done, and by whom.',
  },
  requestIncomplete: {
    title: 'Documents are missing',
    cause: 'Not all documents that this product asks for are there.',
    fix: 'Add the missing documents, then hand the request in.',
  },
  productUnavailable: {
    title: 'Product not available',
    cause: 'This product is not, or no longer, in the catalogue.',
    fix: 'Choose another product.',
  },
  officeUnavailable: {
    title: 'Office not available',
    cause: 'This registration office cannot take this request.',
    fix: 'Choose another office.',
  },
  identityLocked: {
    title: 'Data that cannot be changed',
    cause: 'A renewal repeats the data of the original certificate without any difference.',
    fix: 'If your data have changed, make a new request.',
  },
  draftsFull: {
    title: 'Too many drafts',
    cause: 'Your account has as many drafts as it may have.',
    detail: 'An account may have {{max}} drafts at a time.',
    fix: 'Hand in or delete a draft, then try again.',
  },
  documentRefused: {
    title: 'Document not accepted',
    cause: 'The file is no complete and readable PDF, PNG or JPEG, or not the one that was announced.',
    fix: 'Check that the file opens without a password, save it again if need be, then try again.',
  },
  documentsFull: {
    title: 'Too many documents',
    cause: 'The request has as many documents, or as large ones, as it may have.',
    detail: 'A request may have {{max}} documents, and {{maxMegabytes}} MB in all.',
    fix: 'Remove a document, or add a smaller version of it.',
  },
  documentDropped: {
    title: 'Document erased',
    cause: 'The time for which this document is kept is over: its content was erased.',
    fix: 'There is nothing to do.',
  },
  documentsNotJudged: {
    title: 'Documents wait for a verdict',
    cause: 'A request is accepted only when each document it asks for was.',
    fix: 'Give a verdict on each document, then try again.',
  },
  requestNotYours: {
    title: 'A colleague has this request',
    cause: 'Only the operator who took the request can work on it.',
    fix: 'Take it over first.',
  },
  officeChangedMeanwhile: {
    title: 'The office has changed meanwhile',
    cause: 'Its data were changed elsewhere after you opened them. Nothing was saved.',
    fix: 'Read them again, then try again.',
  },
};
