/** The view Payments: one click says what a receipt was paid for. */

import { post, Refused } from "./api.ts";
import { around } from "./dom.ts";
import { keep_recorded } from "./recorded.ts";
import { refresh } from "./refresh.ts";

/** What the server answers when a receipt was matched. */
interface Matched {
  text: string;
  effects: string[];
  receipt: object;
}

/** Set up the buttons of the receipts. */
export function start_payments(page: HTMLElement): void {
  page.addEventListener("click", async (event) => {
    const button = around(event, "[data-match]");
    const list = button?.closest("[data-matches]");
    if (!(button instanceof HTMLButtonElement) || !(list instanceof HTMLElement)) {
      return;
    }
    button.disabled = true;
    try {
      const { file, line, match } = button.dataset;
      const asked = { file, line: Number(line), invoices: JSON.parse(match ?? "[]") };
      const { text, effects, receipt } = await post<Matched>("match", asked, list.dataset);
      keep_recorded({ title: text, place: "", effects, receipt }, null);
      refresh();
    } catch (error) {
      const complaint = button.closest(".opened")?.querySelector(".complaint");
      if (complaint) {
        complaint.textContent = error instanceof Refused ? error.message : String(error);
      }
      button.disabled = false;
    }
  });
}
