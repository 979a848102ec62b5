/** Recording: the buttons of open items, the form that they open, the last note recorded. */

import { put_buttons, show_others } from "./buttons.ts";
import { around } from "./dom.ts";
import { NoteForm } from "./note_form.ts";
import { show_recorded } from "./recorded.ts";

/** Set up recording, unless Fava is read-only. */
export function start_recording(page: HTMLElement): void {
  const dialog = document.getElementById("relance-record");
  const buttons = document.getElementById("relance-record-buttons");
  const bar = document.getElementById("relance-recorded");
  if (!bar || !(dialog instanceof HTMLDialogElement) || !(buttons instanceof HTMLTemplateElement)) {
    return;
  }
  const form = new NoteForm(dialog);
  put_buttons(page, buttons);
  page.addEventListener("toggle", () => put_buttons(page, buttons), true);
  page.addEventListener("click", (event) => {
    const more = around(event, "[data-others]");
    if (more) {
      show_others(more);
    }
    const button = around(event, "[data-kind]");
    const place = button?.closest(".record");
    if (button && place instanceof HTMLElement) {
      form.open(place.dataset, button.dataset.kind ?? "");
    }
  });
  show_recorded(bar, dialog.dataset);
}
