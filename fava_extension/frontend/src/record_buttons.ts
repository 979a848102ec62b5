/** The buttons that open the form for a kind of note. */

import { part, parts } from "./dom.ts";
import type { Subject } from "./form_draft.ts";
import { day_in_words, likely_days } from "./likely_days.ts";

/** Keep the buttons that make sense: the most needed ones visible, others behind “More”. */
function sort_buttons(place: HTMLElement): void {
  if (!place.dataset.stage) {
    place.querySelector("[data-kind=done]")?.remove();
  }
  for (const kind of (place.dataset.without ?? "").split(" ")) {
    place.querySelector(`[data-kind="${kind}"]`)?.remove();
  }
  const first = (place.dataset.first ?? "").split(" ");
  const more = (place.dataset.more ?? "").split(" ");
  const others = place.querySelector(".others");
  for (const button of parts(place, "[data-other]", HTMLElement)) {
    const kind = button.dataset.kind ?? "";
    if (more.includes(kind)) {
      others?.append(button);
    } else if (!first.includes(kind)) {
      button.remove();
    }
  }
  if (!others?.children.length) {
    place.querySelector("[data-others]")?.remove();
  }
}

/** Where a promise is likely to come from a call, offer the days that customers name. */
function add_days(place: HTMLElement): void {
  const button = place.querySelector("[data-kind=promise]");
  const page = place.closest(".relance");
  if (!(button instanceof HTMLElement && page instanceof HTMLElement)) {
    return;
  }
  if (!place.closest(".toolbar")?.querySelector("a.primary[href^='tel:']")) {
    return;
  }
  const days = likely_days(page.dataset.day ?? "").map((day) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "muted day";
    chip.dataset.kind = "contact";
    chip.dataset.until = day;
    chip.textContent = day_in_words(day, page.lang);
    chip.ariaLabel = `${button.textContent}: ${chip.textContent}`;
    return chip;
  });
  button.after(...days);
}

/** Show the buttons behind “More”, and focus the first one. */
export function show_others(more: HTMLElement): void {
  const others = part(more.parentElement ?? more, ".others", HTMLElement);
  others.hidden = false;
  more.setAttribute("aria-expanded", "true");
  others.querySelector("button")?.focus();
}

/** Add the buttons where they are visible; a page may have thousands of places for them. */
export function put_buttons(parent: ParentNode, buttons: HTMLTemplateElement): void {
  for (const place of parts(parent, ".record:empty", HTMLElement)) {
    if (!place.closest("details:not([open])")) {
      place.append(buttons.content.cloneNode(true));
      sort_buttons(place);
      add_days(place);
    }
  }
}

/** The place of the buttons of an action; null if it is no longer on the page. */
export function place_of({ customer, stage, invoices }: Subject): HTMLElement | null {
  const places = parts(document, ".record", HTMLElement);
  const is_its = ({ dataset }: HTMLElement) =>
    dataset.customer === customer && dataset.stage === stage && dataset.invoices === invoices;
  return places.find(is_its) ?? null;
}
