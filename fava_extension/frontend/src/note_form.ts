/** The form: one dialog for all kinds of note, for one action at a time. */

import { type Complaint, type Preview, post, Refused } from "./api.ts";
import { propose_callback, shown_fields } from "./call.ts";
import { show_chips } from "./day_chips.ts";
import { day_of_page, part, parts, propose } from "./dom.ts";
import {
  adopt_draft,
  draft_of,
  fill,
  forget_draft,
  keep_typed,
  note_closed,
  note_open,
  open_draft,
  type Subject,
  ticked_in,
} from "./form_draft.ts";
import { Leaving } from "./leaving.ts";
import { type Kind, type NoteRequest, request_of, UNKNOWN } from "./note_request.ts";
import { show_about, show_complaints, show_draft, show_empty, show_fields } from "./note_view.ts";
import { PlanRows, type Spread } from "./plan_rows.ts";
import { place_of } from "./record_buttons.ts";
import type { Written } from "./recorded.ts";

/** How long to wait after the last keystroke before drafting the note, in milliseconds. */
const PAUSE = 200;

type OnRecorded = (written: Written, subject: Subject, place: HTMLElement | null) => void;

export class NoteForm {
  private readonly form: HTMLFormElement;
  private readonly submit: HTMLButtonElement;
  private readonly text: HTMLTextAreaElement;
  private readonly rows: PlanRows;
  private readonly written: HTMLElement;
  private readonly leaving: Leaving;
  private readonly label: string;
  private readonly kinds: Record<string, Kind>;
  private subject: Subject = { customer: "", stage: "", invoices: "" };
  /** Where the button was that opened the form. */
  private place: HTMLElement | null = null;
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
  /** The invoices that were ticked when the page was left. */
  private ticked: string[] | null = null;

  /**
   * @param on_recorded - what to do when a note was written; with the place of its buttons.
   */
  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly on_recorded: OnRecorded,
  ) {
    this.form = part(dialog, "form", HTMLFormElement);
    this.submit = part(dialog, "[type=submit]", HTMLButtonElement);
    this.text = part(dialog, "textarea", HTMLTextAreaElement);
    this.rows = new PlanRows(
      dialog,
      () => this.edit(),
      (spread) => void this.draft(spread),
    );
    this.written = part(dialog, ".written", HTMLElement);
    this.label = this.submit.textContent ?? "";
    this.kinds = JSON.parse(dialog.dataset.forms ?? "{}");

    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.record();
    });
    this.form.addEventListener("input", (event) => this.on_input(event));
    this.form.addEventListener("focusout", (event) => this.on_leave(event));
    dialog.addEventListener("close", () => {
      clearTimeout(this.timer);
      note_closed();
    });
    // Fava's keyboard shortcuts must not act on the page behind the dialog.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.leaving = new Leaving(
      dialog,
      () => draft_of(this.subject, this.kind) !== null,
      () => {
        forget_draft(this.subject, this.kind);
      },
    );
  }

  /** Open the form for the action whose buttons are at a place, with some fields filled in. */
  open(place: HTMLElement, kind: string, values: Record<string, string> = {}): void {
    const { customer = "", stage = "", invoices = "", letter } = place.dataset;
    // A letter is received for all its invoices.
    const about = (kind === "received" && letter) || invoices;
    this.show_form({ customer, stage, invoices: about }, kind, values);
    this.place = place;
  }

  /** Open the form again that was open when the page was left, with what was typed. */
  reopen(): void {
    const kept = open_draft();
    if (kept) {
      this.show_form(kept.subject, kept.kind);
      this.place = place_of(kept.subject);
    }
  }

  private show_form(subject: Subject, kind: string, values: Record<string, string> = {}): void {
    this.form.reset();
    this.subject = subject;
    this.kind = kind;
    this.touched.clear();
    this.preview = null;
    this.changed = false;
    this.ticked = null;
    const { fields, first } = this.asked;
    show_empty(this.dialog);
    show_chips(this.dialog, day_of_page(), kind);
    this.rows.reset("plan" in fields);
    this.show(null);
    this.complain([]);
    this.leaving.ask(false);
    this.restore();
    fill(this.form, values);
    if ("text" in values) this.touched.add("text");
    show_fields(this.dialog, this.fields);
    this.dialog.showModal();
    this.dialog.scrollTop = 0;
    const empty = first && !(first in values);
    const field = empty && this.dialog.querySelector(`[data-field=${first}] :is(input, textarea)`);
    (field instanceof HTMLElement ? field : this.submit).focus();
    void this.draft();
  }

  /** Fill in what was typed into this form before. */
  private restore(): void {
    const kept = adopt_draft(this.subject, this.kind, (other) => place_of(other) !== null);
    if (!kept) {
      return;
    }
    for (const name of kept.touched) {
      this.touched.add(name);
    }
    fill(this.form, kept.values);
    this.rows.payments = kept.payments;
    this.ticked = kept.ticked;
    this.edits++;
    note_open(kept);
  }

  /** Keep what is typed now. */
  private keep(): void {
    const ticked = this.preview ? ticked_in(this.dialog) : this.ticked;
    keep_typed(this.form, {
      subject: this.subject,
      kind: this.kind,
      ticked,
      payments: this.rows.payments,
      touched: [...this.touched],
    });
  }

  private get asked(): Kind {
    return this.kinds[this.kind] ?? UNKNOWN;
  }

  /** The fields that are shown now, with their labels. */
  private get fields(): Record<string, string> {
    return shown_fields(this.form, this.asked.fields);
  }

  /** Whether the user has typed the text, instead of keeping the default. */
  private get has_own_text(): boolean {
    return this.touched.has("text") || this.asked.typed;
  }

  /** Whether the preview includes everything that was typed. */
  private get is_current(): boolean {
    return this.preview !== null && this.seen === this.edits && !this.changed;
  }

  /** The contents of the form, in the format of a request. */
  private said(): NoteRequest {
    return request_of(this.dialog, this.form, {
      subject: this.subject,
      kind: this.kind,
      fields: this.fields,
      ticked: this.preview ? ticked_in(this.dialog) : this.ticked,
      payments: this.rows.payments,
      text: this.has_own_text ? this.text.value : undefined,
    });
  }

  /** Request a new draft and show it; the last request wins. */
  private async draft(spread?: Spread): Promise<void> {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const edits = this.edits;
    let answer: Preview;
    try {
      const said = { ...this.said(), spread };
      answer = await post<Preview>("record_draft", said, this.dialog.dataset);
    } catch (error) {
      if (turn === this.turn) {
        this.fail(error);
      }
      return;
    }
    if (turn !== this.turn || !this.dialog.open) {
      return;
    }
    const { about, draft } = answer;
    if (spread) {
      this.touched.add("plan");
      this.rows.fill(about.payments ?? []);
      this.keep();
    }
    show_about(this.dialog, about, this.preview === null);
    if (!this.has_own_text) {
      propose(this.text, about.text);
    }
    this.preview = answer;
    this.seen = edits;
    this.changed = false;
    this.show(draft);
    this.complain_of_touched();
  }

  /** Complain of what was filled in; the rest may still come. */
  private complain_of_touched(): void {
    const complaints = this.preview?.complaints ?? [];
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
    } else if (field instanceof HTMLInputElement && field.type === "radio") {
      propose_callback(this.form, field, day_of_page());
      show_fields(this.dialog, this.fields);
    }
    this.edit();
  }

  /** After a change, draft the note when typing pauses. */
  private edit(): void {
    this.edits++;
    this.keep();
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
        this.complain_of_touched();
      }
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
      wrong.push(...this.rows.fields);
    }
    wrong[0]?.focus();
    return draft !== null && !draft.already && (was_current || !(changed || draft.warnings.length));
  }

  private async write(): Promise<void> {
    const checksum = this.preview?.draft?.checksum;
    const said = { ...this.said(), text: this.text.value, checksum };
    const done = await post<Written>("record", said, this.dialog.dataset);
    forget_draft(this.subject, this.kind);
    this.dialog.close();
    this.on_recorded(done, this.subject, this.place);
  }
}
