/** A letter as the page that will be printed, an e-mail as it is received; to edit is one click. */

import { changed_text } from "./action_text.ts";
import { address_of } from "./api.ts";
import { part, parts } from "./dom.ts";
import { received } from "./mail_frame.ts";

interface Seen {
  /** The pages of a letter, as SVG. */
  pages?: string[];
  /** An e-mail. */
  html?: string;
}

/** Request what the reader will see, with the text as it was changed. */
async function seen_of(query: string, row: HTMLElement): Promise<Seen | null> {
  const text = changed_text(row);
  const request = text
    ? fetch(address_of(`pages_edited?${query}`), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(text),
      })
    : fetch(address_of(`pages?${query}`));
  const response = await request.catch(() => null);
  return response?.ok ? await response.json().catch(() => null) : null;
}

/** Show what the reader will see, or the text to edit if there is nothing to show. */
async function show(button: HTMLElement, printed: boolean, unasked = false): Promise<void> {
  const box = button.closest(".letter");
  const row = button.closest("details, section");
  if (!(box instanceof HTMLElement && row instanceof HTMLElement)) {
    return;
  }
  const place = part(box, ".printed", HTMLElement);
  const subject = part(box, ".subject", HTMLInputElement).value;
  const seen = printed ? await seen_of(button.dataset.picture ?? "", row) : null;
  if (unasked && (changed_text(row) || box.contains(document.activeElement))) {
    return; // somebody has begun to edit the text
  }
  const images = (seen?.pages ?? []).map((svg, number) => {
    const image = document.createElement("img");
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    image.alt = `${subject} (${number + 1})`;
    return image;
  });
  place.replaceChildren(...images, ...(seen?.html ? [received(seen.html, subject)] : []));
  const is_shown = place.childElementCount > 0;
  place.hidden = !is_shown;
  box.classList.toggle("as-printed", images.length > 0);
  box.classList.toggle("as-received", Boolean(seen?.html));
  button.setAttribute("aria-pressed", String(is_shown));
  button.dataset.print ??= button.textContent ?? "";
  button.textContent = (is_shown ? button.dataset.edit : button.dataset.print) ?? "";
}

/** Set up the texts of a page: in an opened row they are shown as their readers see them. */
export function start_pictures(page: HTMLElement): void {
  const show_opened = () => {
    for (const button of parts(page, "[data-picture]:not([data-seen])", HTMLElement)) {
      const row = button.closest("details");
      if (!row || row.open) {
        button.dataset.seen = "";
        button.addEventListener("click", () => {
          const printed = button.getAttribute("aria-pressed") === "true";
          void show(button, !printed).then(() => {
            if (printed) {
              part(button.closest(".letter") ?? page, "textarea", HTMLTextAreaElement).focus();
            }
          });
        });
        const place = button.closest("details, section");
        if (place instanceof HTMLElement && !changed_text(place)) {
          void show(button, true, true);
        }
      }
    }
  };
  show_opened();
  page.addEventListener("toggle", show_opened, true);
}
