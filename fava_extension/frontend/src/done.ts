/**
 * “Done”: in an opened row the note is shown as it will be written, so one click is enough.
 *
 * If there is something to read first, such as a warning, the click opens the form instead.
 */

import { forget_text } from "./action_text.ts";
import { type Preview, post, Refused } from "./api.ts";
import { part, parts } from "./dom.ts";
import { draft_of } from "./form_draft.ts";
import type { NoteForm } from "./note_form.ts";
import { keep_recorded, type Written } from "./recorded.ts";
import { refresh } from "./refresh.ts";

const previews = new WeakMap<HTMLElement, Preview>();
const coming = new WeakMap<HTMLElement, Promise<void>>();

/** How many notes are being written; the page is drawn anew after the last one. */
let writing = 0;

function note_of(place: HTMLElement) {
  const { customer, stage, invoices } = place.dataset;
  return { customer, kind: stage, invoices: JSON.parse(invoices || "[]") };
}

/** Whether something was typed into the form for “Done” that is not recorded yet. */
function is_typed(place: HTMLElement): boolean {
  const { customer = "", stage = "", invoices = "" } = place.dataset;
  return draft_of({ customer, stage, invoices }, "done") !== null;
}

/** Ask the server what “Done” would write, and show it in the row. */
async function preview(place: HTMLElement, words: DOMStringMap): Promise<void> {
  const shown = place.closest(".opened")?.querySelector(".will");
  if (!(shown instanceof HTMLElement) || !place.dataset.stage) {
    return;
  }
  const answer = await post<Preview>("record_draft", note_of(place), words).catch(() => null);
  if (!answer?.draft) {
    return;
  }
  previews.set(place, answer);
  part(shown, ".place", HTMLElement).textContent = answer.draft.place;
  part(shown, "pre", HTMLElement).textContent = answer.draft.text;
  shown.hidden = false;
}

/** Show in the rows that are open what “Done” would write. */
export function preview_open(page: HTMLElement, words: DOMStringMap): void {
  for (const place of parts(page, "details[open] .record", HTMLElement)) {
    if (!("previewed" in place.dataset)) {
      place.dataset.previewed = "";
      coming.set(place, preview(place, words));
    }
  }
}

/** The row after this one that can still be done. */
function next_row(row: HTMLElement): HTMLDetailsElement | null {
  const rows = parts(document, ".relance details.action", HTMLDetailsElement);
  const after = rows.slice(rows.indexOf(row as HTMLDetailsElement) + 1);
  return after.find((each) => !each.classList.contains("writing")) ?? null;
}

/** Open the next row, with the focus in it. */
export function go_on(row: HTMLElement): HTMLDetailsElement | null {
  const next = next_row(row);
  if (next) {
    next.open = true;
    next.querySelector("summary")?.focus({ preventScroll: true });
  }
  return next;
}

/** Draw the page anew, unless something is still being written or typed into the form. */
function refresh_when_quiet(): void {
  const dialog = document.querySelector("#relance-record[open]");
  if (writing > 0) {
    return;
  }
  if (dialog) {
    dialog.addEventListener("close", refresh_when_quiet, { once: true });
  } else {
    refresh();
  }
}

/** After a note was written: keep its line, and show the page as it is now. */
export function after_writing(written: Written, place: HTMLElement | null): void {
  const row = place?.closest("details.action");
  if (row instanceof HTMLElement && row.isConnected) {
    const next = row.classList.contains("writing") ? next_row(row) : go_on(row);
    row.classList.remove("writing");
    keep_recorded(written, next?.id ?? "");
  } else {
    keep_recorded(written, null);
  }
  refresh_when_quiet();
}

/** Record that an action is done; the next row opens at once. */
export async function done(place: HTMLElement, form: NoteForm, words: DOMStringMap): Promise<void> {
  const row = place.closest("details.action");
  await coming.get(place);
  const shown = previews.get(place);
  const draft = shown?.draft;
  if (
    !draft ||
    !(row instanceof HTMLDetailsElement) ||
    draft.already ||
    draft.warnings.length ||
    is_typed(place)
  ) {
    form.open(place, "done");
    return;
  }
  if (row.classList.contains("writing")) {
    return;
  }
  row.classList.add("writing");
  row.open = false;
  go_on(row);
  writing++;
  try {
    const said = { ...note_of(place), text: shown.about.text, checksum: draft.checksum };
    const written = await post<Written>("record", said, words);
    const { customer = "", stage = "" } = place.dataset;
    forget_text(customer, stage, note_of(place).invoices);
    writing--;
    after_writing(written, place);
  } catch (error) {
    writing--;
    row.classList.remove("writing");
    row.open = true;
    if (!(error instanceof Refused)) {
      throw error;
    }
    form.open(place, "done"); // it drafts the note again, and says what is wrong
  }
}
