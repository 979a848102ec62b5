/** The keyboard: a row is worked off without the mouse. */

import { part, parts } from "./dom.ts";

/** Keys that begin a sequence of Fava's own, such as “g j”. */
const PREFIXES = new Set(["f", "g", "t"]);

/** How long such a sequence may take, in milliseconds. */
const SEQUENCE = 1000;

/** The buttons that a key stands for, in an opened row. */
const BUTTONS: Record<string, string> = {
  e: "a.primary",
  d: ".record [data-kind=done]",
  c: ".record [data-kind=contact]",
  p: ".record [data-kind=promise]",
};

let prefix = { key: "", at: 0 };

function rows(): HTMLDetailsElement[] {
  return parts(document, ".relance .rows > details", HTMLDetailsElement);
}

/** The row that has the focus, or else the one that is open. */
function current_row(): HTMLDetailsElement | null {
  const focused = document.activeElement?.closest(".relance .rows > details");
  return focused instanceof HTMLDetailsElement ? focused : (rows().find((row) => row.open) ?? null);
}

/** Move the focus to the next row or the one before. */
function move(step: number): void {
  const all = rows();
  const row = current_row();
  const place = row ? all.indexOf(row) + step : step > 0 ? 0 : all.length - 1;
  const next = all[Math.min(Math.max(place, 0), all.length - 1)];
  const summary = next?.querySelector("summary");
  summary?.focus({ preventScroll: true });
  summary?.scrollIntoView({ block: "nearest" });
}

/** Press a button of the row; a row that is shut is opened first. */
function press(selector: string): void {
  const row = current_row();
  if (!row) {
    return;
  }
  const click = () => row.querySelector<HTMLElement>(selector)?.click();
  if (row.open) {
    click();
  } else {
    row.open = true;
    row.addEventListener("toggle", () => setTimeout(click), { once: true });
  }
}

function act(key: string): boolean {
  const button = BUTTONS[key];
  if (key === "j" || key === "k") {
    move(key === "j" ? 1 : -1);
  } else if (button) {
    press(button);
  } else if (key === "x") {
    let tick = current_row()?.previousElementSibling;
    if (tick?.matches(".quick")) {
      tick = tick.previousElementSibling;
    }
    if (tick instanceof HTMLInputElement) {
      tick.click();
    }
  } else if (key === "u") {
    parts(document, ".recorded [data-undo]:not([hidden])", HTMLElement).at(-1)?.click();
  } else if (key === "/") {
    document.querySelector<HTMLElement>("#relance-find")?.focus();
  } else if (key === "?") {
    document.querySelector<HTMLDialogElement>(".relance-keys")?.showModal();
  } else {
    return false;
  }
  return true;
}

/** Whether a key belongs to a field, a dialog, or a shortcut of the browser or of Fava. */
function is_taken(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  const typed = target?.closest("input:not(.tick), textarea, select, dialog, [contenteditable]");
  const goes_on = PREFIXES.has(prefix.key) && event.timeStamp - prefix.at < SEQUENCE;
  prefix = { key: event.key, at: event.timeStamp };
  return Boolean(typed) || goes_on || event.ctrlKey || event.altKey || event.metaKey;
}

/** Listen to the keyboard on every page of ours. */
export function listen_to_keys(): void {
  document.addEventListener("keydown", (event) => {
    const page = document.querySelector(".relance");
    if (page && !is_taken(event) && act(event.key)) {
      event.preventDefault();
    }
  });
}

/** Set up the list of keys. */
export function start_keys(page: HTMLElement): void {
  const dialog = page.querySelector(".relance-keys");
  if (dialog instanceof HTMLDialogElement) {
    part(dialog, "[data-close]", HTMLElement).addEventListener("click", () => dialog.close());
  }
}
