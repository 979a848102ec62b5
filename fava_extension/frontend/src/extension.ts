/** The script of the page, as Fava loads it: it calls these functions. */

import { parts } from "./dom.ts";
import { start_letters } from "./letter.ts";
import { watch_the_day } from "./new_day.ts";
import { start_payments } from "./payments.ts";
import { start_recording } from "./recording.ts";

/** Open the row that the URL names, such as #action-boulangerie-martin. */
function open_target(): void {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

export default {
  init(): void {
    watch_the_day();
  },
  onExtensionPageLoad(): void {
    const page = document.querySelector(".relance");
    if (!(page instanceof HTMLElement)) {
      return;
    }
    start_letters(page);
    start_recording(page);
    start_payments(page);
    page.querySelector("[data-today]")?.addEventListener("click", () => location.reload());
    for (const chart of parts(page, ".chart .scroll", HTMLElement)) {
      chart.scrollLeft = chart.scrollWidth; // show the latest months
    }
    open_target();
  },
};
