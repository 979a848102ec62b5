/** The last note recorded from this page in this tab, with a button to undo it. */

import { post, Refused } from "./api.ts";
import { element, part } from "./dom.ts";
import { forget, recall, remember } from "./session.ts";

export interface Recorded {
  text: string;
  effects: string[];
  receipt?: object | undefined;
}

const NAME = "recorded";

/** Remember the last note, if the browser lets us. */
export function keep_recorded(recorded: Recorded): void {
  remember(NAME, recorded);
}

/** Show the last note recorded, with a button to undo it. */
export function show_recorded(bar: HTMLElement, words: DOMStringMap): void {
  const last = recall<Recorded>(NAME);
  if (!last) {
    return;
  }
  const undo = part(bar, "[data-undo]", HTMLButtonElement);
  const text = part(bar, ".what", HTMLElement);
  text.textContent = last.text;
  part(bar, "ul", HTMLElement).replaceChildren(
    ...last.effects.map((effect) => element("li", effect)),
  );
  undo.hidden = !last.receipt;
  undo.addEventListener("click", async () => {
    undo.disabled = true;
    try {
      const { place } = await post<{ place: string }>("undo", { receipt: last.receipt }, words);
      keep_recorded({ text: place, effects: [] });
      location.reload();
    } catch (error) {
      bar.classList.add("failed");
      text.textContent = error instanceof Refused ? error.message : String(error);
      undo.disabled = false;
    }
  });
  part(bar, "[data-close]", HTMLElement).addEventListener("click", () => {
    forget(NAME);
    bar.hidden = true;
  });
  bar.hidden = false;
}
