/** The text of an action: to read, edit, copy, and open in a mail program. */

import { copy, on_copy, show_done } from "./clipboard.ts";
import { mail_link } from "./mail_link.ts";

/**
 * Open a text in a mail program; if it is too long for a link, copy it to the clipboard first.
 */
function on_mail(link: HTMLAnchorElement): void {
  const letter = link.closest(".letter");
  const subject = letter?.querySelector(".subject");
  const body = letter?.querySelector(".body");
  if (
    !(letter instanceof HTMLElement) ||
    !(subject instanceof HTMLInputElement) ||
    !(body instanceof HTMLTextAreaElement)
  ) {
    return;
  }
  const [address] = link.href.split("?");
  const longest = Number(letter.dataset.longest);
  const { url, complete } = mail_link(address ?? "", subject.value, body.value, longest);
  link.href = url;
  if (!complete) {
    void copy(body.value).then((copied) => {
      if (copied) {
        show_done(link);
      }
    });
  }
}

/** Set up the buttons below the texts of a page. */
export function start_letters(page: HTMLElement): void {
  for (const button of page.querySelectorAll("[data-copy]")) {
    if (button instanceof HTMLElement) {
      button.addEventListener("click", () => void on_copy(button));
    }
  }
  for (const link of page.querySelectorAll("a.mail")) {
    if (link instanceof HTMLAnchorElement) {
      link.addEventListener("click", () => on_mail(link));
    }
  }
}
