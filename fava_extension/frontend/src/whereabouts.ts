/**
 * Where the reader is on a page: the rows that are open, the focus, and the scroll position.
 *
 * A page is drawn anew when something was recorded, when the ledger changed, and when the reader
 * comes back to it; then they find it as they left it.
 */

import { parts } from "./dom.ts";
import { recall, remember } from "./session.ts";

interface Whereabouts {
  open: string[];
  focus: string;
  start: number | null;
  end: number | null;
}

function name_of(): string {
  return `where ${location.search}`;
}

/** Where the page is scrolled to; a page drawn anew is shorter for a moment. */
let scrolled: { address: string; top: number } | null = null;

/** The part of the page that has the focus, or else the row that it is in. */
function focused(): HTMLElement | null {
  const found = document.activeElement?.closest(".relance [id]");
  if (found instanceof HTMLDetailsElement) {
    return found.querySelector("summary");
  }
  return found instanceof HTMLElement ? found : null;
}

/** What scrolls in Fava. */
function scroller(): Element | null {
  return document.querySelector("article");
}

function selection_of(field: HTMLElement | null): [number | null, number | null] {
  if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
    return [field.selectionStart, field.selectionEnd];
  }
  return [null, null];
}

/** Note where the reader is. */
function note(page: HTMLElement): void {
  const open = parts(page, "details[id][open]", HTMLDetailsElement).map((row) => row.id);
  const field = focused();
  const [start, end] = selection_of(field);
  const found: Whereabouts = { open, focus: field?.id ?? "", start, end };
  remember(name_of(), found);
}

/** Note the scroll position before the page is drawn anew. */
export function note_scroll(): void {
  scrolled = { address: location.href, top: scroller()?.scrollTop ?? 0 };
}

/** Move the focus to an element, and the cursor to where it was. */
function focus_again({ focus, start, end }: Whereabouts): void {
  const field = focus ? document.getElementById(focus) : null;
  if (!field || document.activeElement !== document.body) {
    return;
  }
  field.focus({ preventScroll: true });
  if (field instanceof HTMLTextAreaElement && start !== null && end !== null) {
    field.setSelectionRange(start, end);
  }
}

/** Put the reader back to where they were on this page, and keep note of it from now on. */
export function start_whereabouts(page: HTMLElement): void {
  const found = recall<Whereabouts>(name_of());
  if (found) {
    for (const id of found.open) {
      const row = document.getElementById(id);
      if (row instanceof HTMLDetailsElement) {
        row.open = true;
      }
    }
    focus_again(found);
  }
  if (scrolled?.address === location.href) {
    scroller()?.scrollTo({ top: scrolled.top, behavior: "instant" });
  }
  scrolled = null;
  page.addEventListener("toggle", () => note(page), true);
  page.addEventListener("focusin", () => note(page));
  page.addEventListener("keyup", () => note(page));
}
