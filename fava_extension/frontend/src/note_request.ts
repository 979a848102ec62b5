/** What the form asks for a kind of note, and what it says in the format of a request. */

import { part } from "./dom.ts";
import type { Subject } from "./form_draft.ts";
import type { Payment } from "./plan_rows.ts";

/**
 * What the form asks for a kind of note: its fields with their labels, the field to focus first
 * (or else the button to record), and whether the text must be typed. The list of kinds comes
 * from the server.
 */
export interface Kind {
  fields: Record<string, string>;
  first: string;
  typed: boolean;
}

export const UNKNOWN: Kind = { fields: {}, first: "", typed: false };

/** A request to draft or write a note; fava_relance/note_api.py says what its keys mean. */
export type NoteRequest = Record<string, unknown>;

interface Said {
  subject: Subject;
  kind: string;
  fields: Record<string, string>;
  ticked: string[] | null;
  payments: Payment[];
  text: string | undefined;
}

/** The value of a field that is shown and filled in. */
function value_of(form: HTMLFormElement, name: string): string | undefined {
  const field = form.elements.namedItem(name);
  if (field instanceof RadioNodeList) {
    return field.value;
  }
  const shown = field instanceof HTMLInputElement && !field.closest("[data-field][hidden]");
  return shown && field.value.trim() ? field.value : undefined;
}

/** The contents of the form, in the format of a request. */
export function request_of(
  dialog: HTMLElement,
  form: HTMLFormElement,
  { subject, kind, fields, ticked, payments, text }: Said,
): NoteRequest {
  const known: string[] = JSON.parse(subject.invoices || "[]");
  const names = Object.keys(fields).filter((name) => !["text", "plan"].includes(name));
  const shown = part(dialog, ".invoices", HTMLElement).childElementCount > 0;
  return {
    customer: subject.customer,
    kind: kind === "done" ? subject.stage : kind,
    stage: "outcome" in fields ? subject.stage : undefined,
    ...Object.fromEntries(names.map((name) => [name, value_of(form, name)])),
    text,
    invoices: ticked && (shown || ticked.length) ? ticked : known.length ? known : undefined,
    plan: "plan" in fields ? payments : undefined,
  };
}
