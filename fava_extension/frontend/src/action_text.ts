/**
 * The text of an action: to read, edit, copy, open in a mail program, or download.
 *
 * What somebody typed is what goes out, in every form. It is kept for this tab until the action
 * is recorded, so that no reload loses it.
 */

import { Refused, save_file } from "./api.ts";
import { copy, on_copy, show_done } from "./clipboard.ts";
import { part, parts } from "./dom.ts";
import { mail_link } from "./mail_link.ts";
import { forget, kept_names, recall, remember } from "./session.ts";

interface TextDraft {
  subject: string;
  body: string;
}

/** Under which name the text of an action is kept: the customer and stage, and its invoices. */
function name_of(customer_and_stage: string, invoices: string[]): string {
  return `text ${customer_and_stage} ${JSON.stringify(invoices)}`;
}

function invoices_of(box: HTMLElement): string[] {
  return JSON.parse(box.dataset.invoices || "[]");
}

function name_in(box: HTMLElement): string {
  return name_of(box.dataset.text ?? "", invoices_of(box));
}

/** Forget what was typed for an action, because it was recorded. */
export function forget_text(customer: string, stage: string, invoices: string[]): void {
  forget(name_of(`${customer} ${stage}`, invoices));
}

/** The text of a row, if somebody changed it. */
export function changed_text(row: HTMLElement): TextDraft | null {
  const box = row.querySelector(".letter");
  return box instanceof HTMLElement ? recall<TextDraft>(name_in(box)) : null;
}

/**
 * Keep under its new name what was typed for an action that has lost or gained an invoice since.
 *
 * What belongs to another row of the page, such as that of another plan, stays where it is.
 */
function take_over(boxes: HTMLElement[]): void {
  const there = new Set(boxes.map(name_in));
  for (const box of boxes) {
    const name = name_in(box);
    const start = `text ${box.dataset.text ?? ""} `;
    const invoices = new Set(invoices_of(box));
    for (const old of recall(name) ? [] : kept_names(`${start}[`)) {
      const about: string[] = JSON.parse(old.slice(start.length));
      if (!there.has(old) && about.some((invoice) => invoices.has(invoice))) {
        remember(name, recall<TextDraft>(old));
        forget(old);
        break;
      }
    }
  }
}

class Letter {
  private readonly subject: HTMLInputElement;
  private readonly body: HTMLTextAreaElement;
  private readonly name: string;

  constructor(private readonly box: HTMLElement) {
    this.subject = part(box, ".subject", HTMLInputElement);
    this.body = part(box, ".body", HTMLTextAreaElement);
    this.name = name_in(box);
    const kept = recall<TextDraft>(this.name);
    if (kept) {
      this.subject.value = kept.subject;
      this.body.value = kept.body;
      this.mark();
    }
    box.addEventListener("input", () => this.keep());
    part(box, "[data-reset]", HTMLElement).addEventListener("click", () => this.reset());
    for (const button of parts(box, "[data-copy]", HTMLElement)) {
      button.addEventListener("click", () => void on_copy(button));
    }
    for (const link of parts(box, "a.mail", HTMLAnchorElement)) {
      link.addEventListener("click", () => this.mail(link));
    }
    // The first button of the action stands outside the text.
    for (const link of parts(box.closest(".opened") ?? box, "a.download", HTMLAnchorElement)) {
      link.addEventListener("click", (event) => this.download(link, event));
    }
    const quick = box.closest("details.action")?.previousElementSibling;
    if (quick instanceof HTMLAnchorElement) {
      quick.addEventListener("click", (event) => this.quickly(quick, event));
    }
  }

  private get is_changed(): boolean {
    return (
      this.subject.value !== this.subject.defaultValue || this.body.value !== this.body.defaultValue
    );
  }

  private mark(): void {
    part(this.box, ".changed", HTMLElement).hidden = !this.is_changed;
  }

  private keep(): void {
    if (this.is_changed) {
      const draft: TextDraft = { subject: this.subject.value, body: this.body.value };
      remember(this.name, draft);
    } else {
      forget(this.name);
    }
    this.mark();
  }

  private reset(): void {
    this.subject.value = this.subject.defaultValue;
    this.body.value = this.body.defaultValue;
    this.keep();
    this.body.focus();
  }

  /**
   * Open the text in a mail program; if it is too long for a link, copy it to the clipboard
   * first.
   */
  private mail(link: HTMLAnchorElement): void {
    const [address] = link.href.split("?");
    const longest = Number(this.box.dataset.longest);
    const made = mail_link(address ?? "", this.subject.value, this.body.value, longest);
    link.href = made.url;
    if (!made.complete) {
      void copy(this.body.value).then((copied) => {
        if (copied) {
          show_done(link);
        }
      });
    }
  }

  /** Carry the action out from beside its row, which opens: what is left is “Done”. */
  private quickly(link: HTMLAnchorElement, event: Event): void {
    if (link.classList.contains("download")) {
      this.download(link, event);
    }
    const row = this.box.closest("details");
    if (row) {
      row.open = true;
      row.querySelector("summary")?.focus({ preventScroll: true });
    }
  }

  /** Download the text as it stands here; as the server writes it, a plain link is enough. */
  private download(link: HTMLAnchorElement, event: Event): void {
    const complaint = part(this.box, ".complaint", HTMLElement);
    complaint.textContent = "";
    if (!this.is_changed) {
      return;
    }
    event.preventDefault();
    const query = link.search;
    const text = { subject: this.subject.value, body: this.body.value };
    save_file(`download_edited${query}`, text, this.box.dataset).catch((error: unknown) => {
      if (!(error instanceof Refused)) {
        throw error;
      }
      complaint.textContent = error.message;
    });
  }
}

/** Set up the texts of a page. */
export function start_letters(page: HTMLElement): void {
  const boxes = parts(page, ".letter", HTMLElement);
  take_over(boxes);
  for (const box of boxes) {
    new Letter(box);
  }
}
