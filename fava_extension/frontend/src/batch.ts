/**
 * Several actions at once: tick them, download their texts as one file, mark them as done with
 * one preview, one write and one undo.
 */

import { changed_text, forget_text } from "./action_text.ts";
import { post, Refused, save_file } from "./api.ts";
import { around, element, part, parts } from "./dom.ts";
import { keep_recorded, type Written } from "./recorded.ts";
import { refresh } from "./refresh.ts";

interface ManyDraft {
  checksum: string;
  notes: { title: string; text: string; place: string; warnings: string[]; already: boolean }[];
}

/** The row beside a tick box. */
export function row_of(tick: HTMLElement): HTMLElement {
  return tick.nextElementSibling?.matches("details")
    ? (tick.nextElementSibling as HTMLElement)
    : (tick.nextElementSibling?.nextElementSibling as HTMLElement);
}

class Batch {
  private readonly words: DOMStringMap;

  constructor(
    private readonly page: HTMLElement,
    private readonly bar: HTMLElement,
    private readonly dialog: HTMLDialogElement,
  ) {
    this.words = bar.dataset;
    page.addEventListener("change", (event) => {
      if (around(event, ".tick")) {
        this.show();
      }
    });
    page.addEventListener("click", (event) => this.on_click(event));
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    part(dialog, "[data-cancel]", HTMLElement).addEventListener("click", () => dialog.close());
  }

  private get rows(): HTMLElement[] {
    return parts(this.page, ".tick:checked", HTMLInputElement).map(row_of);
  }

  /** What the server needs to know of the rows that are ticked. */
  private get places(): DOMStringMap[] {
    return this.rows.map((row) => part(row, ".record", HTMLElement).dataset);
  }

  private show(): void {
    const ticks = parts(this.page, ".tick:checked", HTMLInputElement);
    const count = ticks.length;
    this.bar.hidden = count === 0;
    const mailed = ticks.some((tick) => "eml" in tick.dataset);
    for (const button of parts(this.bar, "[data-files=eml], [data-mail]", HTMLElement)) {
      button.hidden = !mailed;
    }
    const [one, many]: [string, string] = JSON.parse(this.words.counts ?? "[]");
    const said = count === 1 ? one : many.replace("#", String(count));
    part(this.bar, ".selected", HTMLElement).textContent = said;
    this.complain("");
  }

  private complain(message: string): void {
    for (const place of [this.bar, this.dialog]) {
      part(place, ".complaint", HTMLElement).textContent = message;
    }
  }

  private select(ids: readonly string[]): void {
    for (const tick of parts(this.page, ".tick", HTMLInputElement)) {
      tick.checked = ids.includes(row_of(tick).id);
    }
    this.show();
  }

  private on_click(event: Event): void {
    const button = around(event, "button");
    if (!button) {
      return;
    }
    if (button.dataset.batch !== undefined) {
      this.select(JSON.parse(button.dataset.rows ?? "[]"));
      if (button.dataset.batch) {
        void this.attempt(() => this.download(button.dataset.batch ?? ""));
      }
      part(this.bar, "[data-mark]", HTMLElement).focus();
    } else if (button.dataset.files) {
      void this.attempt(() => this.download(button.dataset.files ?? ""));
    } else if ("mark" in button.dataset) {
      void this.attempt(() => this.preview());
    } else if ("clear" in button.dataset) {
      this.select([]);
    }
  }

  /** Do something, and say what the server has against it. */
  private async attempt(something: () => Promise<void>): Promise<void> {
    this.complain("");
    try {
      await something();
    } catch (error) {
      if (!(error instanceof Refused)) {
        throw error;
      }
      this.complain(error.message);
    }
  }

  private async download(form: string): Promise<void> {
    const actions = this.rows.map((row) => {
      const { customer, stage, invoices } = part(row, ".record", HTMLElement).dataset;
      return { customer, stage, invoices: JSON.parse(invoices || "[]"), ...changed_text(row) };
    });
    this.complain(await save_file(`batch_files${location.search}`, { form, actions }, this.words));
  }

  private get notes(): object[] {
    return this.places.map(({ customer, stage, invoices }) => ({
      customer,
      kind: stage,
      invoices: JSON.parse(invoices || "[]"),
    }));
  }

  /** Show the notes as they will be written; a click writes exactly these. */
  private async preview(): Promise<void> {
    const { notes, places } = this;
    const draft = await post<ManyDraft>("record_many_draft", { notes }, this.words);
    part(this.dialog, ".notes", HTMLElement).replaceChildren(
      ...draft.notes.flatMap((note) => [
        element("p", `${note.title} · ${note.place}`),
        element("pre", note.text),
        ...note.warnings.map((warning) => element("p", warning)),
      ]),
    );
    const record = part(this.dialog, "[data-record]", HTMLButtonElement);
    record.disabled = false;
    record.onclick = () => {
      record.disabled = true;
      void this.attempt(() => this.write(notes, draft.checksum, places)).finally(() => {
        record.disabled = false;
      });
    };
    this.dialog.showModal();
    record.focus();
  }

  private async write(notes: object[], checksum: string, places: DOMStringMap[]): Promise<void> {
    const written = await post<Written>("record_many", { notes, checksum }, this.words);
    for (const { customer = "", stage = "", invoices } of places) {
      forget_text(customer, stage, JSON.parse(invoices || "[]"));
    }
    this.dialog.close();
    keep_recorded(written, null);
    refresh();
  }
}

/** Set up the tick boxes of a page, if it has any. */
export function start_batch(page: HTMLElement): void {
  const bar = page.querySelector(".batch");
  const dialog = page.querySelector(".relance-many");
  if (bar instanceof HTMLElement && dialog instanceof HTMLDialogElement) {
    new Batch(page, bar, dialog);
  }
}
