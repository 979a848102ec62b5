/** The result of a call: which fields the form shows, and when to call again. */

import { parts } from "./dom.ts";
import { next_working_day } from "./likely_days.ts";

/** The value of a choice. */
function chosen(form: HTMLFormElement, name: string): string {
  const choice = form.elements.namedItem(name);
  return choice instanceof RadioNodeList ? choice.value : "";
}

/** The fields of the form that make sense; other forms have no choices and keep all of theirs. */
export function shown_fields(
  form: HTMLFormElement,
  fields: Record<string, string>,
): Record<string, string> {
  if (!("outcome" in fields)) {
    return fields;
  }
  const hidden = new Set<string>();
  const result = chosen(form, "result");
  if (chosen(form, "outcome") !== "spoken") {
    hidden.add("result").add("until").add("amount");
  } else if (result !== "promise") {
    hidden.add("until");
    if (result !== "dispute") {
      hidden.add("amount");
    }
  }
  if (result && !hidden.has("result")) {
    hidden.add("callback");
  }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.has(name)));
}

/** Who was not reached is called again the next working day, unless another day is chosen. */
export function propose_callback(form: HTMLFormElement, changed: HTMLElement, today: string): void {
  const [field] = parts(form, "[name=callback]", HTMLInputElement);
  if (!field || !(changed instanceof HTMLInputElement) || changed.name !== "outcome") {
    return;
  }
  const tomorrow = next_working_day(today);
  if (changed.value !== "spoken") {
    field.value ||= tomorrow;
  } else if (field.value === tomorrow) {
    field.value = "";
  }
}
