import { AccountGate } from '../account-gate/account-gate.tsx';
import { usePlaces } from '../store/places.ts';
import { RequestDetailPage } from './request-detail-page.tsx';
import { RequestFormPage } from './request-form-page.tsx';
import { RequestListPage } from './request-list-page.tsx';

/** The section "Mes demandes": the list, one request, or the form of one. */
export function RequestsPage() {
  return (
    <AccountGate name="requests" title="requests.title">
      <Place />
    </AccountGate>
  );
}

function Place() {
  const place = usePlaces((state) => state.requests);
  switch (place.kind) {
    case 'list':
      return <RequestListPage />;
    case 'detail':
      return <RequestDetailPage key={place.requestId} requestId={place.requestId} />;
    case 'form':
      return <RequestFormPage key={place.requestId} requestId={place.requestId} />;
  }
}
