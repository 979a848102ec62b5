/** What the form shows: invoices, the note as it will be written, complaints. */

import type { About, Complaint, Draft } from "./api.ts";
import { element, part, parts } from "./dom.ts";

/** Take away what the form showed last time. */
export function show_empty(dialog: HTMLElement): void {
  part(dialog, ".about", HTMLElement).hidden = true;
  part(dialog, ".invoices", HTMLElement).replaceChildren();
  part(dialog, "h3", HTMLElement).textContent = "";
}

/** Show the fields of a kind of note, with their labels, and hide the others. */
export function show_fields(dialog: HTMLElement, labels: Record<string, string>): void {
  for (const field of parts(dialog, "[data-field]", HTMLElement)) {
    const label = labels[field.dataset.field ?? ""];
    field.hidden = label === undefined;
    part(field, "label, legend", HTMLElement).textContent = label ?? "";
  }
}

/** Show the open invoices of the customer, with a box for each if there are several. */
function show_invoices(dialog: HTMLElement, about: About): void {
  const list = part(dialog, ".invoices", HTMLElement);
  list.replaceChildren(
    ...about.invoices.map(({ reference, open, meant }) => {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.name = "invoices";
      box.value = reference;
      box.checked = meant;
      box.hidden = about.invoices.length === 1;
      const label = document.createElement("label");
      label.append(box, element("span", reference), element("small", open));
      return label;
    }),
  );
  part(dialog, ".about", HTMLElement).hidden = about.invoices.length === 0;
}

/** Show what the server says about the customer; the first answer fills the form. */
export function show_about(dialog: HTMLElement, about: About, is_first: boolean): void {
  if (is_first) {
    const date = part(dialog, "[name=date]", HTMLInputElement);
    show_invoices(dialog, about);
    date.value ||= about.date;
    date.max = about.as_of;
  }
  part(dialog, "h3", HTMLElement).textContent = about.title;
  part(dialog, ".sum", HTMLOutputElement).textContent = about.plan;
}

/** Show the note as it will be written, with warnings. */
export function show_draft(written: HTMLElement, draft: Draft | null): void {
  written.hidden = draft === null;
  written.classList.remove("stale");
  part(written, ".place", HTMLElement).textContent = draft?.place ?? "";
  part(written, "pre", HTMLElement).textContent = draft?.text ?? "";
  const warnings = draft && !draft.already ? draft.warnings : [];
  part(written, ".warnings", HTMLElement).replaceChildren(
    ...warnings.map((warning) => element("li", warning)),
  );
}

/** Show each complaint at its field, and the others below. */
export function show_complaints(
  dialog: HTMLElement,
  form: HTMLFormElement,
  complaints: readonly Complaint[],
): void {
  const places = parts(dialog, "[data-of]", HTMLElement);
  const name_of = (place: HTMLElement) =>
    place.closest("[data-field][hidden]") ? undefined : place.dataset.of;
  const known = new Set(places.map(name_of));
  for (const place of places) {
    const name = name_of(place);
    const lines = complaints
      .filter(({ field }) => (known.has(field) ? field : "") === name)
      .map(({ message }) => message);
    place.textContent = lines.join("\n");
    const field = name ? form.elements.namedItem(name) : null;
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      field.setAttribute("aria-invalid", String(lines.length > 0));
    }
  }
}
