/** What a click on a button of an open item does: it opens the form, or writes the note. */

import { forget_text } from "./action_text.ts";
import { around } from "./dom.ts";
import { after_writing, done, preview_open } from "./done.ts";
import { NoteForm } from "./note_form.ts";
import { put_buttons, show_others } from "./record_buttons.ts";
import { start_recorded } from "./recorded.ts";

let opened: NoteForm | null = null;

/** Open the form for what a place is about, if notes can be recorded. */
export function open_form(place: HTMLElement, kind: string, values: Record<string, string>): void {
  opened?.open(place, kind, values);
}

/** Set up recording, unless Fava is read-only. */
export function start_recording(page: HTMLElement): void {
  const dialog = document.getElementById("relance-record");
  const buttons = document.getElementById("relance-record-buttons");
  const line = document.getElementById("relance-recorded-line");
  if (
    !(dialog instanceof HTMLDialogElement) ||
    !(buttons instanceof HTMLTemplateElement) ||
    !(line instanceof HTMLTemplateElement)
  ) {
    return;
  }
  const words = dialog.dataset;
  const form = new NoteForm(dialog, (written, subject, place) => {
    forget_text(subject.customer, subject.stage, JSON.parse(subject.invoices || "[]"));
    after_writing(written, place);
  });
  opened = form;
  const show = () => {
    put_buttons(page, buttons);
    preview_open(page, words);
  };
  show();
  page.addEventListener("toggle", show, true);
  page.addEventListener("click", (event) => {
    const more = around(event, "[data-others]");
    if (more) {
      show_others(more);
    }
    const button = around(event, "[data-kind]");
    const place =
      button?.closest(".record") ?? button?.closest(".opened")?.querySelector(".record");
    if (!button || !(place instanceof HTMLElement)) {
      return;
    }
    if (button.dataset.kind === "done") {
      void done(place, form, words);
    } else {
      const { kind = "", until } = button.dataset;
      // A day beside a call: the customer was reached, and promises to pay by then.
      const promised = until ? { outcome: "spoken", result: "promise", until } : {};
      form.open(place, kind === "change" ? "done" : kind, promised);
    }
  });
  start_recorded(page, line, words);
  form.reopen();
}
