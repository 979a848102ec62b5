/**
 * What was recorded from this page in this tab, each with a button to undo it.
 *
 * A row that is done folds to one line in its place. What was recorded elsewhere is said at the
 * bottom of the window.
 */

import { post, Refused } from "./api.ts";
import { element, part, parts } from "./dom.ts";
import { refresh } from "./refresh.ts";
import { recall, remember } from "./session.ts";

/** What the server answers when a note is written. */
export interface Written {
  title: string;
  place: string;
  effects: string[];
  receipt: object | null;
}

interface Recorded {
  id: string;
  text: string;
  effects: string[];
  receipt: object | null;
  /** The page, and the row that its line stands before; "" for the end of the list. */
  address: string;
  before: string | null;
}

const NAME = "recorded";

/** The most lines that are kept. */
const MOST = 50;

function all(): Recorded[] {
  return recall<Recorded[]>(NAME) ?? [];
}

function drop(id: string): void {
  remember(
    NAME,
    all().filter((each) => each.id !== id),
  );
}

/** Keep what was written; a line at the bottom of the window gives way to the next one. */
export function keep_recorded(written: Written, before: string | null): void {
  const others = all().filter((each) => each.before !== null);
  const recorded: Recorded = {
    id: crypto.randomUUID?.() ?? String(Date.now()),
    text: written.title,
    effects: [written.place, ...written.effects],
    receipt: written.receipt,
    address: location.search,
    before,
  };
  remember(NAME, [...others, recorded].slice(-MOST));
}

async function undo(recorded: Recorded, line: HTMLElement, words: DOMStringMap): Promise<void> {
  const button = part(line, "[data-undo]", HTMLButtonElement);
  button.disabled = true;
  try {
    const receipt = recorded.receipt ?? {};
    const { place } = await ("receipts" in receipt
      ? post<{ place: string }>("undo_many", receipt, words)
      : post<{ place: string }>("undo", { receipt }, words));
    drop(recorded.id);
    keep_recorded({ title: place, place: "", effects: [], receipt: null }, null);
    refresh();
  } catch (error) {
    line.classList.add("failed");
    const said = part(line, ".what", HTMLElement);
    said.textContent = error instanceof Refused ? error.message : String(error);
    if (error instanceof Refused && error.url) {
      const link = document.createElement("a");
      link.href = error.url;
      link.textContent = words.editor ?? "";
      said.append(" ", link);
    }
    button.disabled = false;
  }
}

function line_of(
  recorded: Recorded,
  template: HTMLTemplateElement,
  words: DOMStringMap,
): HTMLElement {
  const copy = document.importNode(template.content, true);
  const line = part(copy, ".recorded", HTMLElement);
  part(line, ".what", HTMLElement).textContent = recorded.text;
  part(line, "ul", HTMLElement).replaceChildren(
    ...recorded.effects.filter(Boolean).map((effect) => element("li", effect)),
  );
  const button = part(line, "[data-undo]", HTMLButtonElement);
  button.hidden = !recorded.receipt;
  button.addEventListener("click", () => void undo(recorded, line, words));
  part(line, "[data-close]", HTMLElement).addEventListener("click", () => {
    drop(recorded.id);
    line.remove();
  });
  return line;
}

/** Put a line where its row was; false if the list is not on this page. */
function put_in_place(page: HTMLElement, recorded: Recorded, line: HTMLElement): boolean {
  if (recorded.before === null || recorded.address !== location.search) {
    return false;
  }
  line.classList.add("in-place");
  const next = recorded.before ? document.getElementById(recorded.before) : null;
  if (next?.closest(".rows")) {
    let first = next;
    while (first.previousElementSibling?.matches(".tick, .quick")) {
      first = first.previousElementSibling as HTMLElement;
    }
    first.before(line);
    return true;
  }
  const list = parts(page, ".rows", HTMLElement).at(-1) ?? page.querySelector(".order");
  list?.[list.classList.contains("rows") ? "append" : "after"](line);
  return list !== null;
}

/** Undo a note of the list “Done today”. */
async function undo_listed(button: HTMLButtonElement, words: DOMStringMap): Promise<void> {
  button.disabled = true;
  const receipt: object = JSON.parse(button.dataset.undoReceipt ?? "{}");
  try {
    const { place } = await post<{ place: string }>("undo", { receipt }, words);
    keep_recorded({ title: place, place: "", effects: [], receipt: null }, null);
    refresh();
  } catch (error) {
    button.replaceWith(element("span", error instanceof Refused ? error.message : String(error)));
  }
}

/** Show what was recorded. */
export function start_recorded(
  page: HTMLElement,
  template: HTMLTemplateElement,
  words: DOMStringMap,
): void {
  for (const button of parts(page, "[data-undo-receipt]", HTMLButtonElement)) {
    button.addEventListener("click", () => void undo_listed(button, words));
  }
  for (const old of document.querySelectorAll("body > .recorded")) {
    old.remove();
  }
  for (const recorded of all()) {
    const line = line_of(recorded, template, words);
    if (!put_in_place(page, recorded, line) && recorded.before === null) {
      page.parentElement?.append(line);
    }
  }
}
