/** E-mails: shown as they will go out, and stored as drafts or sent after a click on that list. */

import { changed_text, forget_text } from "./action_text.ts";
import { post, Refused } from "./api.ts";
import { row_of } from "./batch.ts";
import { around, element, part, parts } from "./dom.ts";
import { received } from "./mail_frame.ts";
import { refresh } from "./refresh.ts";

interface Asked {
  customer: string;
  stage: string;
  invoices: string[];
}

interface Mail extends Asked {
  to: string;
  from: string;
  subject: string;
  text: string;
  /** What its reader sees; "" if it is only text. */
  html: string;
  files: string[];
  checksum: string;
  /** Why it does not go out now; "" if it does. */
  held: string;
}

interface Preview {
  mails: Mail[];
  notes: string[];
  unclear: { message: string; text: string }[];
  complaint: string;
  /** The seconds between two e-mails. */
  pause: number;
}

interface Sent {
  status: string;
  said: string;
}

/** The rows that a button is about: its own, or those that are ticked. */
/** Whether two are about the same: the customer, the stage and the invoices. */
function is_about(action: Asked, mail: Asked): boolean {
  const [one, other] = [action, mail].map((each) => JSON.stringify(each.invoices));
  return action.customer === mail.customer && action.stage === mail.stage && one === other;
}

function rows_of(page: HTMLElement, button: HTMLElement): HTMLElement[] {
  const own = button.closest("details.action");
  if (own instanceof HTMLElement) {
    return [own];
  }
  return parts(page, ".tick:checked", HTMLInputElement).map(row_of);
}

class Mails {
  private readonly words: DOMStringMap;
  private readonly confirm: HTMLButtonElement;
  private stopped = false;
  private is_sending = false;
  private is_stale = false;

  constructor(
    page: HTMLElement,
    private readonly dialog: HTMLDialogElement,
  ) {
    this.words = dialog.dataset;
    this.confirm = part(dialog, "[data-confirm]", HTMLButtonElement);
    page.addEventListener("click", (event) => {
      const button = around(event, "[data-mail]");
      if (button) {
        void this.open(button.dataset.mail ?? "", rows_of(page, button));
      }
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => {
      this.stopped = true;
      if (this.is_stale && !this.is_sending) {
        refresh();
      }
    });
    part(dialog, "[data-cancel]", HTMLElement).addEventListener("click", () => dialog.close());
  }

  private complain(message: string): void {
    part(this.dialog, ".complaint", HTMLElement).textContent = message;
  }

  /** Do something, and say what the server has against it; whether it was done. */
  private async attempt(something: () => Promise<void>): Promise<boolean> {
    this.complain("");
    try {
      await something();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      this.complain(error.message);
      return false;
    }
  }

  /** Show the e-mails of some rows. */
  private async open(way: string, rows: HTMLElement[]): Promise<void> {
    const actions = rows.map((row) => {
      const { customer = "", stage = "", invoices } = part(row, ".record", HTMLElement).dataset;
      const about: string[] = JSON.parse(invoices || "[]");
      return { customer, stage, invoices: about, ...changed_text(row) };
    });
    const list = part(this.dialog, ".mails", HTMLElement);
    list.replaceChildren();
    this.stopped = false;
    this.is_stale = false;
    this.confirm.textContent = this.words[way] ?? "";
    this.confirm.disabled = true;
    this.dialog.showModal();
    await this.attempt(async () => {
      const preview = await post<Preview>("mail_preview", { way, actions }, this.words);
      const shown = preview.mails.map((mail) => ({ mail, place: this.shown(mail) }));
      list.replaceChildren(
        ...preview.unclear.map(({ message, text }) => this.question(message, text)),
        ...shown.map(({ place }) => place),
        ...preview.notes.map((note) => element("p", note)),
      );
      for (const details of list.querySelectorAll("details")) {
        details.open = shown.length === 1;
      }
      this.complain(preview.complaint);
      const going = shown
        .filter(({ mail }) => !mail.held)
        .map(({ mail, place }) => ({ mail, said: part(place, ".said", HTMLElement) }));
      this.confirm.disabled = going.length === 0 || preview.complaint !== "";
      this.confirm.onclick = () => {
        this.confirm.disabled = true;
        const asked = going.map(({ mail, said }) => {
          const { customer, stage, invoices, checksum } = mail;
          const own = actions.find((each) => is_about(each, mail));
          return { action: { ...own, customer, stage, invoices, checksum }, said };
        });
        void this.attempt(() =>
          way === "send" ? this.send(asked, preview.pause) : this.store(asked),
        );
      };
      this.confirm.focus();
    });
  }

  private shown(mail: Mail): HTMLElement {
    const place = document.createElement("div");
    const details = document.createElement("details");
    const title = element("summary", "");
    title.append(element("b", mail.to), ` · ${mail.subject}`);
    const files = mail.files.length ? `📎 ${mail.files.join(", ")}` : "";
    const { from = "", to = "" } = this.words;
    const lines = [`${from}: ${mail.from}`, `${to}: ${mail.to}`, mail.subject];
    const text = mail.html ? received(mail.html, mail.subject) : element("pre", mail.text);
    details.append(title, ...lines.map((line) => element("p", line)), text, element("p", files));
    const said = element("p", mail.held);
    said.className = "said";
    place.append(details, said);
    return place;
  }

  /** An e-mail of unknown outcome, with the two answers. */
  private question(message: string, text: string): HTMLElement {
    const place = element("p", `${text} `);
    for (const [label, sent] of [
      [this.words.went, true],
      [this.words.didNot, false],
    ] as const) {
      const button = element("button", label ?? "");
      button.setAttribute("type", "button");
      button.className = "muted";
      button.addEventListener("click", () => {
        void this.attempt(async () => {
          await post("mail_settle", { message, sent }, this.words);
          this.is_stale = true;
          this.dialog.close();
        });
      });
      place.append(button, " ");
    }
    return place;
  }

  private async store(asked: { action: object; said: HTMLElement }[]): Promise<void> {
    const actions = asked.map(({ action }) => action);
    const { lines } = await post<{ lines: string[] }>("mail_drafts", { actions }, this.words);
    asked.forEach(({ said }, place) => {
      said.textContent = `✓ ${this.words.stored}: ${lines[place] ?? ""}`;
    });
  }

  /** Send one e-mail after the other; closing the list stops it. */
  private async send(
    asked: { action: { customer: string; stage: string; invoices: string[] }; said: HTMLElement }[],
    pause: number,
  ): Promise<void> {
    this.is_sending = true;
    try {
      for (const [place, { action, said }] of asked.entries()) {
        if (place) {
          await new Promise((go_on) => setTimeout(go_on, pause * 1000));
        }
        if (this.stopped) {
          return;
        }
        said.textContent = "…";
        this.is_stale = true;
        const sent = await post<Sent>("mail_send", { actions: [action] }, this.words).finally(
          () => {
            said.textContent = "";
          },
        );
        said.textContent = sent.status === "sent" ? `✓ ${sent.said}` : sent.said;
        if (sent.status !== "sent" && sent.status !== "skipped") {
          return;
        }
        forget_text(action.customer, action.stage, action.invoices);
      }
    } finally {
      this.is_sending = false;
      if (this.stopped) {
        refresh();
      }
    }
  }
}

/** Set up the buttons for e-mails, if the page has any. */
export function start_mails(page: HTMLElement): void {
  const dialog = page.querySelector(".relance-mails");
  if (dialog instanceof HTMLDialogElement) {
    new Mails(page, dialog);
  }
}
