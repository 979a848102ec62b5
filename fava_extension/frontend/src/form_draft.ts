/** What somebody typed into the form, kept for this tab until it is recorded or discarded. */

import { parts } from "./dom.ts";
import type { Payment } from "./plan_rows.ts";
import { forget, kept_names, recall, remember } from "./session.ts";

/** The action that a form is about. */
export interface Subject {
  customer: string;
  stage: string;
  /** A list of invoice numbers, as JSON. */
  invoices: string;
}

export interface FormDraft {
  subject: Subject;
  kind: string;
  values: Record<string, string>;
  payments: Payment[];
  /** The invoices that are ticked; null before the server has told which there are. */
  ticked: string[] | null;
  touched: string[];
}

const OPEN = "form open";

interface OpenForm {
  name: string;
  address: string;
}

function name_of({ customer, stage, invoices }: Subject, kind: string): string {
  return `form ${customer} ${stage} ${invoices} ${kind}`;
}

/** What was typed into the form for an action. */
export function draft_of(subject: Subject, kind: string): FormDraft | null {
  return recall<FormDraft>(name_of(subject, kind));
}

/**
 * Take over what was typed for an action that is no longer on the page, such as one that went on
 * to its next stage overnight: it is about the same customer, and shares an invoice.
 *
 * @param is_there - whether an action is still on the page.
 */
export function adopt_draft(
  subject: Subject,
  kind: string,
  is_there: (subject: Subject) => boolean,
): FormDraft | null {
  const own = draft_of(subject, kind);
  if (own) {
    return own;
  }
  const invoices = new Set<string>(JSON.parse(subject.invoices || "[]"));
  for (const name of kept_names(`form ${subject.customer} `)) {
    const kept = recall<FormDraft>(name);
    if (kept?.kind !== kind || kept.subject.customer !== subject.customer) {
      continue;
    }
    const theirs: string[] = JSON.parse(kept.subject.invoices || "[]");
    if (theirs.some((invoice) => invoices.has(invoice)) && !is_there(kept.subject)) {
      const adopted = { ...kept, subject };
      forget(name);
      remember(name_of(subject, kind), adopted);
      return adopted;
    }
  }
  return null;
}

/** Keep what is typed into the form that is open. */
export function keep_typed(form: HTMLFormElement, typed: Omit<FormDraft, "values">): void {
  const draft: FormDraft = { ...typed, values: values_of(form) };
  remember(name_of(draft.subject, draft.kind), draft);
  note_open(draft);
}

/** Forget what was typed, because it was recorded or discarded. */
export function forget_draft(subject: Subject, kind: string): void {
  forget(name_of(subject, kind));
}

/** Note that a form with something typed is open, so that it opens again with the page. */
export function note_open(draft: FormDraft): void {
  const open: OpenForm = {
    name: name_of(draft.subject, draft.kind),
    address: location.search,
  };
  remember(OPEN, open);
}

/** Note that no form is open. */
export function note_closed(): void {
  forget(OPEN);
}

/** The form that was open on this page when it was left. */
export function open_draft(): FormDraft | null {
  const open = recall<OpenForm>(OPEN);
  return open?.address === location.search ? recall<FormDraft>(open.name) : null;
}

/** The values of the fields that are filled in. */
function values_of(form: HTMLFormElement): Record<string, string> {
  const found: Record<string, string> = {};
  for (const field of form.elements) {
    const typed = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    const is_chosen =
      field instanceof HTMLInputElement && (field.type !== "radio" || field.checked);
    const is_text = field instanceof HTMLTextAreaElement;
    if (typed && field.name && field.type !== "checkbox" && field.value && (is_chosen || is_text)) {
      found[field.name] = field.value;
    }
  }
  return found;
}

/** Fill in the fields. */
export function fill(form: HTMLFormElement, values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (
      field instanceof HTMLInputElement ||
      field instanceof HTMLTextAreaElement ||
      field instanceof RadioNodeList
    ) {
      field.value = value;
    }
  }
}

/** The invoices that are ticked. */
export function ticked_in(dialog: HTMLElement): string[] {
  return parts(dialog, ".invoices input:checked", HTMLInputElement).map((box) => box.value);
}
