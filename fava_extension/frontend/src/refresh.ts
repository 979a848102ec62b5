/** Draw the page anew after something was recorded, as Fava does it: without loading it again. */

import { note_scroll } from "./whereabouts.ts";

let is_ours = false;

/** Draw the page anew. */
export function refresh(): void {
  const button = document.querySelector("header .reload-page");
  if (button instanceof HTMLButtonElement) {
    note_scroll();
    is_ours = true;
    button.click();
  } else {
    location.reload();
  }
}

/** Take away Fava's message that the ledger has changed, if the change was ours. */
export function start_refreshed(): void {
  if (is_ours) {
    is_ours = false;
    for (const said of document.querySelectorAll(".notifications li.warning")) {
      said.remove();
    }
  }
}
