/** A page left open overnight: it shows the new day, without losing anything that was typed. */

import { address_of } from "./api.ts";
import { part, parts } from "./dom.ts";

/** How often a visible page requests the current day, in milliseconds. */
const DAY_ASKED = 10 * 60 * 1000;

/** Whether a reload would lose something that was typed on the page. */
function is_typed(): boolean {
  const letters = parts(document, ".relance .letter", HTMLElement);
  const fields = letters.flatMap((letter) => [
    ...parts(letter, "input", HTMLInputElement),
    ...parts(letter, "textarea", HTMLTextAreaElement),
  ]);
  return (
    document.querySelector("#relance-record[open]") !== null ||
    fields.some((field) => field.value !== field.defaultValue)
  );
}

/** Show the new day if the page is out of date. */
async function check_day(): Promise<void> {
  const page = document.querySelector(".relance");
  if (!(page instanceof HTMLElement) || document.visibilityState !== "visible") {
    return;
  }
  let today: string | undefined;
  try {
    const response = await fetch(address_of("today"));
    today = response.ok ? (await response.text()).trim() : page.dataset.day;
  } catch {
    return; // Fava does not answer; try again later
  }
  if (today === page.dataset.day || !page.isConnected) {
    return;
  }
  if (is_typed()) {
    part(page, ".new-day", HTMLElement).hidden = false;
  } else {
    location.reload();
  }
}

/** Check the day at intervals, and whenever the user returns to the page. */
export function watch_the_day(): void {
  window.addEventListener("focus", () => void check_day());
  document.addEventListener("visibilitychange", () => void check_day());
  document.addEventListener("close", () => void check_day(), true); // of the dialog
  setInterval(() => void check_day(), DAY_ASKED);
}
