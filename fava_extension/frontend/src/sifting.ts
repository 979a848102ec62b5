/** Sort and filter a list: what is chosen goes into the address, so that it can be kept and shared. */

import { parts } from "./dom.ts";

/** Show the list as the fields say, by a link that Fava follows without loading the page again. */
function go(form: HTMLFormElement, asked: Set<string>): void {
  const address = new URL(location.href);
  for (const field of parts(form, "select, input", HTMLElement)) {
    const { name, value } = field as HTMLInputElement;
    if (value.trim()) {
      address.searchParams.set(name, value.trim());
    } else {
      address.searchParams.delete(name);
    }
  }
  address.searchParams.delete("sheet");
  if (asked.has(address.href)) {
    return; // Enter after a change submits as well, and the second answer could come late
  }
  asked.add(address.href);
  const link = document.createElement("a");
  link.href = address.pathname + address.search;
  form.append(link);
  link.click();
  link.remove();
}

/** Set up the fields of a list. */
export function start_sifting(page: HTMLElement): void {
  for (const form of parts(page, "form.sift", HTMLFormElement)) {
    const asked = new Set<string>(); // until the list is shown anew
    form.addEventListener("change", () => go(form, asked));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(form, asked);
    });
  }
}
