/** Days to choose with one click, beside the date fields of the form. */

import { part, parts } from "./dom.ts";
import { day_in_words, days_to_call, likely_days } from "./likely_days.ts";

const DAYS: Record<string, (today: string) => string[]> = {
  until: likely_days,
  callback: days_to_call,
};

/** Offer the days that are likely, for the fields that are shown. */
export function show_chips(dialog: HTMLElement, today: string, kind: string): void {
  for (const field of parts(dialog, "[data-field]:has(.chips)", HTMLElement)) {
    const days = DAYS[field.dataset.field ?? ""]?.(today) ?? [];
    const offered = kind === "insolvency" || kind === "waiver" ? [] : days;
    part(field, ".chips", HTMLElement).replaceChildren(
      ...offered.map((day) => chip_of(field, day, dialog.lang)),
    );
  }
}

function chip_of(field: HTMLElement, day: string, language: string): HTMLElement {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = "muted";
  chip.textContent = day_in_words(day, language);
  chip.addEventListener("click", () => {
    const input = part(field, "input", HTMLInputElement);
    input.value = day;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
  return chip;
}
