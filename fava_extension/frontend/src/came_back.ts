/** What came back: replies, automatic replies and returned e-mails, to make notes of. */

import { post, Refused } from "./api.ts";
import { element, part } from "./dom.ts";
import { open_form } from "./record_clicks.ts";
import { keep_recorded, type Written } from "./recorded.ts";
import { refresh } from "./refresh.ts";

interface Received {
  title: string;
  text: string;
  /** Whether a person wrote it. */
  reply: boolean;
  note: { customer: string; invoices: string[] };
}

/** Whether to look again when the page was drawn anew, since there was more than was recorded. */
let goes_on = false;

class CameBack {
  private readonly words: DOMStringMap;
  private readonly list: HTMLElement;

  constructor(private readonly place: HTMLElement) {
    this.words = place.dataset;
    this.list = part(place, "ul", HTMLElement);
    const look = part(place, "[data-look]", HTMLButtonElement);
    look.addEventListener("click", () => {
      look.disabled = true;
      void this.attempt(() => this.look()).finally(() => {
        look.disabled = false;
      });
    });
    if (goes_on) {
      goes_on = false;
      look.click();
    }
  }

  private say(text: string): void {
    part(this.place, ".said", HTMLElement).textContent = text;
  }

  private async attempt(something: () => Promise<void>): Promise<void> {
    this.say("");
    try {
      await something();
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      this.say(error.message);
    }
  }

  private async look(): Promise<void> {
    const { notes } = await post<{ notes: Received[] }>("mail_received", {}, this.words);
    this.list.replaceChildren(...notes.map((each) => this.row_of(each)));
    this.say(notes.length ? "" : (this.words.nothing ?? ""));
  }

  private row_of(found: Received): HTMLElement {
    const row = document.createElement("li");
    row.append(element("b", found.title), " ");
    row.append(element("span", found.text), " ");
    row.dataset.customer = found.note.customer;
    row.dataset.stage = "";
    row.dataset.invoices = JSON.stringify(found.note.invoices);
    for (const kind of found.reply ? ["promise", "dispute", "contact"] : []) {
      this.add_button(row, this.words[kind] ?? "", () => this.answer(row, found, kind));
    }
    this.add_button(row, this.words.record ?? "", async () => {
      keep_recorded(await this.record(found), null);
      goes_on = this.list.childElementCount > 1;
      refresh();
    });
    return row;
  }

  private add_button(row: HTMLElement, title: string, act: () => Promise<void>): void {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "muted";
    button.textContent = title;
    button.addEventListener("click", () => {
      button.disabled = true;
      void this.attempt(act).finally(() => {
        button.disabled = false;
      });
    });
    row.append(button, " ");
  }

  private async record({ note }: Received): Promise<Written> {
    const notes = [note];
    const draft = await post<{ checksum: string }>("record_many_draft", { notes }, this.words);
    return await post<Written>("record_many", { notes, checksum: draft.checksum }, this.words);
  }

  /** Record the reply, and open the form for what it says. */
  private async answer(row: HTMLElement, found: Received, kind: string): Promise<void> {
    keep_recorded(await this.record(found), null);
    const values: Record<string, string> = { text: found.text };
    if (kind === "contact") {
      values.outcome = "spoken";
    }
    open_form(row, kind, values);
    document.getElementById("relance-record")?.addEventListener("close", refresh, { once: true });
  }
}

/** Set up the button that reads the mailbox, if the page has it. */
export function start_came_back(page: HTMLElement): void {
  const place = page.querySelector(".came-back");
  if (place instanceof HTMLElement) {
    new CameBack(place);
  }
}
