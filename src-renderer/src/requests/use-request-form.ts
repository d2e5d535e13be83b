import { useState } from 'react';
import { clavis } from '../bridge.ts';
import { openRequests } from '../store/open-place.ts';
import { useVerb, type Verb } from '../store/use-verb.ts';
import { FORM_FIELDS, cleaned, requestOf, type FormField, type FormValues } from './form-values.ts';
import { judgeField, type FieldFault } from './judge-form.ts';
import { draftKey, dropDraft, keepDraft, useRequestDrafts } from './request-drafts.ts';

interface RequestFormState {
  readonly values: FormValues;
  readonly set: (field: FormField, value: string) => void;
  /** Said once the field was left or the form sent; the numbers of a company are judged while they are typed. */
  readonly faultOf: (field: FormField) => FieldFault | null;
  readonly leave: (field: FormField) => void;
  readonly kept: boolean;
  readonly forget: () => void;
  /** Judges all fields first; focus goes to the first that is wrong. */
  readonly submit: (form: HTMLFormElement) => Promise<void>;
  readonly verb: Verb;
  /** Fields that read differently there, when the request was changed elsewhere. */
  readonly differing: readonly FormField[];
  readonly keep: (whose: 'mine' | 'theirs') => void;
}

/** @param start the values there are now, @param revision theirs; 0: a new request. */
export function useRequestForm(requestId: string | null, start: FormValues, revision: number): RequestFormState {
  const key = draftKey(requestId);
  const draft = useRequestDrafts((state) => state.drafts[key]);
  const [left, setLeft] = useState<ReadonlySet<FormField>>(new Set());
  const verb = useVerb();
  const values = draft?.values ?? start;
  const based = draft?.revision ?? revision;
  const differing = draft !== undefined && based !== revision ? FORM_FIELDS.filter((field) => cleaned(values)[field] !== start[field]) : [];

  const submit = async (form: HTMLFormElement) => {
    setLeft(new Set(FORM_FIELDS));
    const first = FORM_FIELDS.find((field) => judgeField(field, values) !== null);
    if (first !== undefined) {
      const field = form.elements.namedItem(first);
      const control = field instanceof RadioNodeList ? field[0] : field;
      if (control instanceof HTMLElement) control.focus();
      return;
    }
    keepDraft(key, { values, revision: based });
    const request = requestOf(values);
    if (requestId === null) {
      const reply = await verb.run(() => clavis.requests.create(request));
      if (!reply?.ok) return;
      dropDraft(key);
      openRequests({ kind: 'detail', requestId: reply.value.requestId });
    } else {
      // Changed elsewhere, and reads the same here: there is nothing to decide.
      const reply = await verb.run(() => clavis.requests.modify({ ...request, requestId, revision: differing.length === 0 ? revision : based }));
      if (!reply?.ok) return;
      dropDraft(key);
      openRequests({ kind: 'detail', requestId });
    }
  };
  return {
    values,
    set: (field, value) => keepDraft(key, { values: { ...values, [field]: value }, revision: based }),
    faultOf: (field) => {
      const fault = judgeField(field, values);
      const live = fault === 'sirenKey' || fault === 'siretKey' || fault === 'siretOther';
      return left.has(field) || live ? fault : null;
    },
    leave: (field) => setLeft((before) => (values[field] === '' || before.has(field) ? before : new Set([...before, field]))),
    kept: draft !== undefined,
    forget: () => {
      dropDraft(key);
      setLeft(new Set());
      verb.clear();
    },
    submit,
    verb,
    differing,
    keep: (whose) => {
      verb.clear();
      if (whose === 'theirs') dropDraft(key);
      else keepDraft(key, { values, revision });
    },
  };
}
