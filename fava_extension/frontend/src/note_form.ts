/** The form: one dialog for all kinds of note, for one action at a time. */

import { type Complaint, type Preview, post, Refused } from "./api.ts";
import { around, part, parts } from "./dom.ts";
import { show_complaints, show_draft, show_fields, show_invoices } from "./note_view.ts";
import { keep_recorded } from "./recorded.ts";

/** How long to wait after the last keystroke before drafting the note, in milliseconds. */
const PAUSE = 200;

/** The number of empty payments in a new plan. */
const PAYMENTS = 3;

/**
 * What the form asks for a kind of note: its fields with their labels, the field to focus first
 * (or else the button to record), and whether the text must be typed. The list of kinds comes
 * from the server.
 */
interface Kind {
  fields: Record<string, string>;
  first: string;
  typed: boolean;
}

const UNKNOWN: Kind = { fields: {}, first: "", typed: false };

interface Written {
  title: string;
  place: string;
  effects: string[];
  receipt?: object;
}

export class NoteForm {
  private readonly form: HTMLFormElement;
  private readonly submit: HTMLButtonElement;
  private readonly text: HTMLTextAreaElement;
  private readonly rows: HTMLOListElement;
  private readonly written: HTMLElement;
  private readonly label: string;
  private readonly kinds: Record<string, Kind>;
  private action: DOMStringMap = {};
  private kind = "";
  /** The fields that the user has filled in; complaints about others wait until submission. */
  private readonly touched = new Set<string>();
  private preview: Preview | null = null;
  /** Counters: changes made, changes that the preview includes, and previews requested. */
  private edits = 0;
  private seen = 0;
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private recording = false;
  /** Whether the file has changed since the preview. */
  private changed = false;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.form = part(dialog, "form", HTMLFormElement);
    this.submit = part(dialog, "[type=submit]", HTMLButtonElement);
    this.text = part(dialog, "textarea", HTMLTextAreaElement);
    this.rows = part(dialog, ".instalments", HTMLOListElement);
    this.written = part(dialog, ".written", HTMLElement);
    this.label = this.submit.textContent ?? "";
    this.kinds = JSON.parse(dialog.dataset.forms ?? "{}");

    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.record();
    });
    this.form.addEventListener("input", (event) => this.on_input(event));
    this.form.addEventListener("focusout", (event) => this.on_leave(event));
    dialog.addEventListener("click", (event) => this.on_click(event));
    dialog.addEventListener("close", () => clearTimeout(this.timer));
    // Fava's keyboard shortcuts must not act on the page behind the dialog.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /**
   * Open the form for an action.
   *
   * @param action - customer, stage and invoices.
   */
  open(action: DOMStringMap, kind: string): void {
    this.form.reset();
    this.action = action;
    this.kind = kind;
    this.touched.clear();
    this.preview = null;
    this.changed = false;
    const { fields, first } = this.asked;
    show_fields(this.dialog, fields);
    part(this.dialog, ".about", HTMLElement).hidden = true;
    part(this.dialog, ".invoices", HTMLElement).replaceChildren();
    part(this.dialog, "h3", HTMLElement).textContent = "";
    this.rows.replaceChildren();
    for (let row = 0; "plan" in fields && row < PAYMENTS; row++) {
      this.add_row();
    }
    this.show(null);
    this.complain([]);
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
    const focused = first
      ? this.dialog.querySelector(`[data-field=${first}] :is(input, textarea)`)
      : this.submit;
    (focused instanceof HTMLElement ? focused : this.submit).focus();
    void this.draft();
  }

  /** What the form asks for its current kind. */
  private get asked(): Kind {
    return this.kinds[this.kind] ?? UNKNOWN;
  }

  /** Whether the user has typed the text, instead of keeping the default. */
  private get has_own_text(): boolean {
    return this.touched.has("text") || this.asked.typed;
  }

  /** Whether the preview includes everything that was typed. */
  private get is_current(): boolean {
    return this.preview !== null && this.seen === this.edits && !this.changed;
  }

  private add_row(): void {
    const { content } = part(this.dialog, "template", HTMLTemplateElement);
    this.rows.append(content.cloneNode(true));
  }

  /** The contents of the form, in the format of a request. */
  private said(): object {
    const value = (name: string) => {
      const field = this.form.elements.namedItem(name);
      const shown = field instanceof HTMLInputElement && !field.closest("[data-field][hidden]");
      return shown && field.value.trim() ? field.value : undefined;
    };
    const known: string[] = JSON.parse(this.action.invoices || "[]");
    const ticked = parts(this.dialog, ".invoices input:checked", HTMLInputElement);
    const names = Object.keys(this.asked.fields).filter((name) => !["text", "plan"].includes(name));
    const plan = [...this.rows.children].map((row) => ({
      date: part(row, "[data-part=date]", HTMLInputElement).value,
      amount: part(row, "[data-part=amount]", HTMLInputElement).value,
    }));
    return {
      customer: this.action.customer,
      kind: this.kind === "done" ? this.action.stage : this.kind,
      ...Object.fromEntries(names.map((name) => [name, value(name)])),
      text: this.has_own_text ? this.text.value : undefined,
      invoices: this.preview ? ticked.map((box) => box.value) : known.length ? known : undefined,
      plan: "plan" in this.asked.fields ? plan : undefined,
    };
  }

  /** Request a new draft and show it; the last request wins. */
  private async draft(): Promise<void> {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const edits = this.edits;
    let answer: Preview;
    try {
      answer = await post<Preview>("record_draft", this.said(), this.dialog.dataset);
    } catch (error) {
      if (turn === this.turn) {
        this.fail(error);
      }
      return;
    }
    if (turn !== this.turn || !this.dialog.open) {
      return;
    }
    const { about, complaints, draft } = answer;
    const date = part(this.form, "[name=date]", HTMLInputElement);
    if (this.preview === null) {
      show_invoices(this.dialog, about);
      date.value ||= about.date;
      date.max = about.as_of;
    }
    if (!this.has_own_text) {
      this.text.value = about.text;
    }
    this.preview = answer;
    this.seen = edits;
    this.changed = false;
    part(this.dialog, "h3", HTMLElement).textContent = about.title;
    part(this.dialog, ".sum", HTMLOutputElement).textContent = about.plan;
    this.show(draft);
    this.complain(complaints.filter(({ field }) => !field || this.touched.has(field)));
  }

  private show(draft: Preview["draft"]): void {
    show_draft(this.written, draft);
    this.submit.textContent = this.label;
    this.submit.disabled = draft?.already ?? false;
  }

  private complain(complaints: readonly Complaint[]): void {
    show_complaints(this.dialog, this.form, complaints);
  }

  private fail(error: unknown): void {
    if (!(error instanceof Refused)) {
      throw error;
    }
    const { message, complaints } = error;
    this.complain(complaints.length ? complaints : [{ field: "", message }]);
  }

  private on_input(event: Event): void {
    const field = event.target;
    if (field === this.text) {
      // If the text is cleared, the default comes back.
      this.touched[this.text.value ? "add" : "delete"]("text");
    } else if (field instanceof HTMLInputElement && field.type === "checkbox") {
      this.touched.add(field.name);
    }
    this.edit();
  }

  /** After a change, draft the note when typing pauses. */
  private edit(): void {
    this.edits++;
    this.written.classList.add("stale");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.draft(), PAUSE);
  }

  /** Show complaints about a field when the user leaves it after filling it in. */
  private on_leave(event: FocusEvent): void {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.value && field.type !== "checkbox") {
      this.touched.add(field.dataset.part ? "plan" : field.name);
      if (this.is_current) {
        const complaints = this.preview?.complaints ?? [];
        this.complain(complaints.filter(({ field: of }) => !of || this.touched.has(of)));
      }
    }
  }

  private on_click(event: Event): void {
    const button = around(event, "button");
    if (!button) {
      return;
    }
    if ("cancel" in button.dataset) {
      this.dialog.close();
    } else if ("add" in button.dataset) {
      this.add_row();
      this.rows.lastElementChild?.querySelector("input")?.focus();
    } else if ("remove" in button.dataset) {
      button.closest("li")?.remove();
      part(this.dialog, "[data-add]", HTMLElement).focus();
      this.edit();
    }
  }

  /** Write the note that is shown; repeated clicks write it only once. */
  private async record(): Promise<void> {
    if (this.recording) {
      return;
    }
    this.recording = true;
    this.submit.setAttribute("aria-busy", "true");
    try {
      if (await this.is_ready()) {
        await this.write();
      }
    } catch (error) {
      if (error instanceof Refused && error.status === 409) {
        this.changed = true;
        this.written.classList.add("stale");
        this.submit.textContent = this.submit.dataset.again ?? "";
      }
      this.fail(error);
    } finally {
      this.recording = false;
      this.submit.removeAttribute("aria-busy");
    }
  }

  /**
   * Whether the note can be written as it is shown. If the preview is out of date, it is updated
   * first; if there is then something new to read, the answer is no.
   */
  private async is_ready(): Promise<boolean> {
    const { changed } = this;
    const was_current = this.is_current;
    if (!was_current) {
      await this.draft();
    }
    if (!this.preview || !this.is_current) {
      return false;
    }
    const { complaints, draft } = this.preview;
    this.complain(complaints);
    const wrong = parts(this.dialog, "[aria-invalid=true]", HTMLElement);
    if (complaints.some(({ field }) => field === "plan")) {
      wrong.push(...parts(this.rows, "input", HTMLElement));
    }
    wrong[0]?.focus();
    return draft !== null && !draft.already && (was_current || !(changed || draft.warnings.length));
  }

  private async write(): Promise<void> {
    const checksum = this.preview?.draft?.checksum;
    const said = { ...this.said(), text: this.text.value, checksum };
    const done = await post<Written>("record", said, this.dialog.dataset);
    keep_recorded({
      text: done.title,
      effects: [done.place, ...done.effects],
      receipt: done.receipt,
    });
    location.reload();
    await new Promise(() => {}); // ignore further clicks until the page is reloaded
  }
}
