/** A letter as the page that will be printed; the text to edit is one click away. */

import { address_of } from "./api.ts";
import { part, parts } from "./dom.ts";
import { changed_text } from "./letter.ts";

/** Request the pages of a letter, with the text as it was changed. */
async function pages_of(query: string, row: HTMLElement): Promise<string[] | null> {
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

/** Show the pages, or the text if there are none. */
async function show(button: HTMLElement, printed: boolean): Promise<void> {
  const box = button.closest(".letter");
  const row = button.closest("details, section");
  if (!(box instanceof HTMLElement && row instanceof HTMLElement)) {
    return;
  }
  const place = part(box, ".printed", HTMLElement);
  const pages = printed ? await pages_of(button.dataset.picture ?? "", row) : null;
  place.replaceChildren(
    ...(pages ?? []).map((svg, number) => {
      const image = document.createElement("img");
      image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
      image.alt = `${part(box, ".subject", HTMLInputElement).value} (${number + 1})`;
      return image;
    }),
  );
  place.hidden = pages === null;
  box.classList.toggle("as-printed", pages !== null);
  button.setAttribute("aria-pressed", String(pages !== null));
  button.dataset.print ??= button.textContent ?? "";
  button.textContent = (pages ? button.dataset.edit : button.dataset.print) ?? "";
}

/** Set up the letters of a page: in an opened row they are shown as they are printed. */
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
          void show(button, true);
        }
      }
    }
  };
  show_opened();
  page.addEventListener("toggle", show_opened, true);
}
