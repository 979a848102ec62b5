// @ts-check

/** How long a button says what it has done, in milliseconds. */
const SHOWN = 1500;

/**
 * Put a text into the clipboard. A browser offers none over plain http from
 * another machine, and may refuse; then a selection is copied the old way.
 * @param {string} text
 * @returns {Promise<boolean>} whether it is there.
 */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}

/**
 * Let a button say for a moment what it has done.
 * @param {HTMLElement} button
 */
function say_done(button) {
  if (button.dataset.label) {
    return;
  }
  button.dataset.label = button.textContent ?? "";
  button.textContent = button.dataset.done ?? "";
  setTimeout(() => {
    button.textContent = button.dataset.label ?? "";
    delete button.dataset.label;
  }, SHOWN);
}

/**
 * Copy what the button stands for, as it is written now.
 * @param {HTMLElement} button
 */
async function on_copy(button) {
  const target = document.getElementById(button.dataset.copy ?? "");
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    const copied = await copy(target.value);
    button.focus();
    if (copied) {
      say_done(button);
    }
  }
}

/**
 * The link that opens a text as a mail, as it is written now. One that would be too
 * long for browsers has the subject alone; the text is for pasting.
 * @param {Element} letter
 * @param {HTMLAnchorElement} link
 * @returns {boolean} whether it has the text.
 */
function update_mail(letter, link) {
  const subject = letter.querySelector(".subject");
  const body = letter.querySelector(".body");
  if (!(subject instanceof HTMLInputElement && body instanceof HTMLTextAreaElement)) {
    return false;
  }
  const [address] = link.href.split("?");
  const short = `${address}?subject=${encodeURIComponent(subject.value)}`;
  const long = `${short}&body=${encodeURIComponent(body.value.replaceAll("\n", "\r\n"))}`;
  const longest = Number(letter instanceof HTMLElement ? letter.dataset.longest : 0);
  const complete = long.length <= longest;
  link.href = complete ? long : short;
  return complete;
}

/**
 * Open a text as a mail; one that is too long for a link is put into the clipboard first.
 * @param {HTMLAnchorElement} link
 */
function on_mail(link) {
  const letter = link.closest(".letter");
  const body = letter?.querySelector(".body");
  if (letter && body instanceof HTMLTextAreaElement && !update_mail(letter, link)) {
    void copy(body.value).then((copied) => {
      if (copied) {
        say_done(link);
      }
    });
  }
}

/** Open the row that the address names, such as #action-boulangerie-martin. */
function open_named() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

// Recording begins here: the buttons, the form that they open, what was last recorded. ----

/** How long typing must pause before the note is drafted, in milliseconds. */
const PAUSE = 200;

/** How many payments a new plan has room for. */
const PAYMENTS = 3;

/**
 * What the form asks for a kind of note: its fields with their labels, the one to fill in
 * first (else the button to record), and whether the text must be typed. The server knows the
 * kinds; here is no list of them.
 * @typedef {{fields: Object<string, string>, first: string, typed: boolean}} Kind
 * @typedef {{field: string, message: string}} Complaint
 * @typedef {{reference: string, open: string, meant: boolean}} Open
 * @typedef {{title: string, text: string, date: string, as_of: string, invoices: Open[], plan: string}} About
 * @typedef {{text: string, place: string, warnings: string[], checksum: string, already: boolean}} Draft
 * @typedef {{about: About, complaints: Complaint[], draft: Draft | null}} Preview
 * @typedef {{text: string, effects: string[], receipt?: object}} Kept
 */

/**
 * A part of the page that is known to be there.
 * @template {Element} T
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T}
 */
function part(parent, selector, type) {
  const found = parent.querySelector(selector);
  if (!(found instanceof type)) {
    throw new Error(`no ${selector}`);
  }
  return found;
}

/**
 * @param {string} tag
 * @param {string} text
 */
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** Something that the server does not do, with its complaints. */
class Refused extends Error {
  /**
   * @param {string} message
   * @param {number} status
   * @param {Complaint[]} complaints
   */
  constructor(message, status = 0, complaints = []) {
    super(message);
    this.status = status;
    this.complaints = complaints;
  }
}

/**
 * Ask the extension to do something.
 * @param {string} endpoint
 * @param {object} data
 * @param {DOMStringMap} words - those of the form, for what the server cannot say itself.
 * @returns {Promise<any>} its answer.
 */
async function post(endpoint, data, words) {
  let response;
  let answer;
  try {
    response = await fetch(`${location.pathname.replace(/\/*$/, "/")}${endpoint}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(data),
    });
    answer = await response.json().catch(() => null);
  } catch {
    throw new Refused(words.failed ?? "");
  }
  if (response.ok && answer) {
    return answer;
  }
  const refused = response.status === 401 ? words.refused : words.failed;
  throw new Refused(answer?.error ?? refused ?? "", response.status, answer?.complaints ?? []);
}

/** What was last recorded from this page in this tab, if the browser keeps it. */
const kept = {
  key: () => `relance-recorded ${location.pathname}`,
  /** @returns {Kept | null} */
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key()) ?? "null");
    } catch {
      return null;
    }
  },
  /** @param {Kept | null} what */
  write(what) {
    try {
      sessionStorage.setItem(this.key(), JSON.stringify(what));
    } catch {
      // It is written in the ledger all the same.
    }
  },
};

/** The form: one dialog for every kind, for one action at a time. */
class RecordForm {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
    this.form = part(dialog, "form", HTMLFormElement);
    this.submit = part(dialog, "[type=submit]", HTMLButtonElement);
    this.text = part(dialog, "textarea", HTMLTextAreaElement);
    this.rows = part(dialog, ".instalments", HTMLOListElement);
    this.written = part(dialog, ".written", HTMLElement);
    this.label = this.submit.textContent ?? "";
    this.customer = "";
    /** @type {Object<string, Kind>} */
    this.kinds = JSON.parse(dialog.dataset.forms ?? "{}");
    this.kind = "";
    this.stage = "";
    /** @type {string[]} */
    this.invoices = [];
    /** The fields that somebody has filled in: only those are complained about early. */
    this.touched = new Set();
    /** @type {Preview | null} */
    this.preview = null;
    /** Counts what was typed, up to what of it the preview is, and the previews asked for. */
    this.edits = 0;
    this.seen = 0;
    this.turn = 0;
    this.timer = 0;
    this.recording = false;
    /** Whether the file has changed since the preview. */
    this.changed = false;

    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.record();
    });
    this.form.addEventListener("input", (event) => this.on_input(event));
    this.form.addEventListener("focusout", (event) => this.on_leave(event));
    dialog.addEventListener("click", (event) => this.on_click(event));
    dialog.addEventListener("close", () => clearTimeout(this.timer));
    // Fava's shortcuts are for the page behind.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }

  /**
   * Open the form for an action.
   * @param {DOMStringMap} action - customer, stage and invoices.
   * @param {string} kind
   */
  open(action, kind) {
    this.form.reset();
    this.customer = action.customer ?? "";
    this.stage = action.stage ?? "";
    this.invoices = JSON.parse(action.invoices || "[]");
    this.kind = kind;
    this.touched.clear();
    this.preview = null;
    this.changed = false;
    const { fields, first } = this.asked();
    for (const field of this.dialog.querySelectorAll("[data-field]")) {
      if (field instanceof HTMLElement) {
        const label = fields[field.dataset.field ?? ""];
        field.hidden = label === undefined;
        part(field, "label, legend", HTMLElement).textContent = label ?? "";
      }
    }
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

  /** What the form asks for the kind that it is open for. */
  asked() {
    return this.kinds[this.kind] ?? { fields: {}, first: "", typed: false };
  }

  add_row() {
    const row = part(this.dialog, "template", HTMLTemplateElement).content.cloneNode(true);
    this.rows.append(row);
  }

  /** What the form says, as the server takes it. */
  said() {
    const value = (/** @type {string} */ name) => {
      const field = this.form.elements.namedItem(name);
      const shown = field instanceof HTMLInputElement && !field.closest("[data-field][hidden]");
      return shown && field.value.trim() ? field.value : undefined;
    };
    const ticked = [...this.dialog.querySelectorAll(".invoices input")].filter(
      (box) => box instanceof HTMLInputElement && box.checked,
    );
    const plan = [...this.rows.children].map((row) => ({
      date: part(row, "[data-part=date]", HTMLInputElement).value,
      amount: part(row, "[data-part=amount]", HTMLInputElement).value,
    }));
    return {
      customer: this.customer,
      kind: this.kind === "done" ? this.stage : this.kind,
      date: value("date"),
      until: value("until"),
      amount: value("amount"),
      agent: value("agent"),
      text: this.has_own_text() ? this.text.value : undefined,
      invoices: this.preview
        ? ticked.map((box) => /** @type {HTMLInputElement} */ (box).value)
        : this.invoices.length
          ? this.invoices
          : undefined,
      plan: "plan" in this.asked().fields ? plan : undefined,
    };
  }

  /** Whether the text is what somebody typed, not what the server proposes. */
  has_own_text() {
    return this.touched.has("text") || this.asked().typed;
  }

  /** Whether what is shown is what was typed. */
  is_current() {
    return this.preview !== null && this.seen === this.edits && !this.changed;
  }

  /** Draft the note anew, and show it; the last one to be asked for wins. */
  async draft() {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const edits = this.edits;
    let answer;
    try {
      answer = /** @type {Preview} */ (
        await post("record_draft", this.said(), this.dialog.dataset)
      );
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
      this.show_invoices(about);
      date.value ||= about.date;
      date.max = about.as_of;
    }
    if (!this.has_own_text()) {
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

  /** @param {About} about */
  show_invoices(about) {
    const list = part(this.dialog, ".invoices", HTMLElement);
    list.replaceChildren(
      ...about.invoices.map(({ reference, open, meant }) => {
        const box = document.createElement("input");
        box.type = "checkbox";
        box.name = "invoices";
        box.value = reference;
        box.checked = meant;
        box.hidden = about.invoices.length === 1;
        const label = document.createElement("label");
        label.append(box, element("span", reference), element("small", open));
        return label;
      }),
    );
    part(this.dialog, ".about", HTMLElement).hidden = about.invoices.length === 0;
  }

  /** @param {Draft | null} draft */
  show(draft) {
    this.written.hidden = draft === null;
    this.written.classList.remove("stale");
    part(this.written, ".place", HTMLElement).textContent = draft?.place ?? "";
    part(this.written, "pre", HTMLElement).textContent = draft?.text ?? "";
    const warnings = draft && !draft.already ? draft.warnings : [];
    part(this.written, ".warnings", HTMLElement).replaceChildren(
      ...warnings.map((warning) => element("li", warning)),
    );
    this.submit.textContent = this.label;
    this.submit.disabled = draft?.already ?? false;
  }

  /**
   * Show each complaint at its field, and the others below.
   * @param {Complaint[]} complaints
   */
  complain(complaints) {
    const places = [...this.dialog.querySelectorAll("[data-of]")];
    const of = (/** @type {Element} */ place) =>
      place instanceof HTMLElement && !place.closest("[data-field][hidden]") ? place.dataset.of : null;
    const known = places.map(of);
    for (const place of places) {
      const name = of(place);
      const lines = complaints
        .filter(({ field }) => (known.includes(field) ? field : "") === name)
        .map(({ message }) => message);
      place.textContent = lines.join("\n");
      const field = name ? this.form.elements.namedItem(name) : null;
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
        field.setAttribute("aria-invalid", String(lines.length > 0));
      }
    }
  }

  /** @param {unknown} error */
  fail(error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    const { message, complaints } = error;
    this.complain(complaints.length ? complaints : [{ field: "", message }]);
  }

  /** @param {Event} event */
  on_input(event) {
    const field = event.target;
    if (field === this.text) {
      // A text that is emptied is proposed anew.
      this.touched[this.text.value ? "add" : "delete"]("text");
    } else if (field instanceof HTMLInputElement && field.type === "checkbox") {
      this.touched.add(field.name);
    }
    this.edit();
  }

  /** Something was changed: draft the note when typing pauses. */
  edit() {
    this.edits++;
    this.written.classList.add("stale");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.draft(), PAUSE);
  }

  /**
   * A field that was filled in and left is complained about.
   * @param {FocusEvent} event
   */
  on_leave(event) {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.value && field.type !== "checkbox") {
      this.touched.add(field.dataset.part ? "plan" : field.name);
      if (this.is_current()) {
        const complaints = this.preview?.complaints ?? [];
        this.complain(complaints.filter(({ field: of }) => !of || this.touched.has(of)));
      }
    }
  }

  /** @param {Event} event */
  on_click(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
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

  /** Write what is shown; once, however often it is asked for. */
  async record() {
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
   * Whether the note can be written as it is shown. If it is not shown yet, because it was
   * typed just now, it is; and nothing is written of which there is something to be read first.
   */
  async is_ready() {
    const { changed } = this;
    const was_current = this.is_current();
    if (!was_current) {
      await this.draft();
    }
    if (!this.preview || !this.is_current()) {
      return false;
    }
    const { complaints, draft } = this.preview;
    this.complain(complaints);
    const wrong = [...this.dialog.querySelectorAll("[aria-invalid=true]")];
    if (complaints.some(({ field }) => field === "plan")) {
      wrong.push(...this.rows.querySelectorAll("input"));
    }
    if (wrong[0] instanceof HTMLElement) {
      wrong[0].focus();
    }
    return draft !== null && !draft.already && (was_current || !(changed || draft.warnings.length));
  }

  async write() {
    const checksum = this.preview?.draft?.checksum;
    const said = { ...this.said(), text: this.text.value, checksum };
    const done = await post("record", said, this.dialog.dataset);
    kept.write({
      text: done.title,
      effects: [done.place, ...done.effects],
      receipt: done.receipt ?? undefined,
    });
    location.reload();
    await new Promise(() => {}); // a second click finds it still recording
  }
}

/**
 * Say what was last recorded, with a button to undo it.
 * @param {HTMLElement} bar
 * @param {DOMStringMap} words
 */
function show_recorded(bar, words) {
  const last = kept.read();
  if (!last) {
    return;
  }
  const undo = part(bar, "[data-undo]", HTMLButtonElement);
  const text = part(bar, ".what", HTMLElement);
  text.textContent = last.text;
  part(bar, "ul", HTMLElement).replaceChildren(
    ...last.effects.map((effect) => element("li", effect)),
  );
  undo.hidden = !last.receipt;
  undo.addEventListener("click", async () => {
    undo.disabled = true;
    try {
      const { place } = await post("undo", { receipt: last.receipt }, words);
      kept.write({ text: place, effects: [] });
      location.reload();
    } catch (error) {
      bar.classList.add("failed");
      text.textContent = error instanceof Refused ? error.message : String(error);
      undo.disabled = false;
    }
  });
  part(bar, "[data-close]", HTMLElement).addEventListener("click", () => {
    kept.write(null);
    bar.hidden = true;
  });
  bar.hidden = false;
}

/**
 * Leave the buttons that make sense: those of the first need at once, others behind “More”.
 * @param {HTMLElement} place
 */
function sort_buttons(place) {
  if (!place.dataset.stage) {
    place.querySelector("[data-kind=done]")?.remove();
  }
  for (const kind of (place.dataset.without ?? "").split(" ")) {
    place.querySelector(`[data-kind="${kind}"]`)?.remove();
  }
  const listed = (/** @type {string | undefined} */ kinds) => (kinds ?? "").split(" ");
  const others = place.querySelector(".others");
  for (const button of place.querySelectorAll("[data-other]")) {
    const kind = button instanceof HTMLElement ? (button.dataset.kind ?? "") : "";
    if (listed(place.dataset.more).includes(kind)) {
      others?.append(button);
    } else if (!listed(place.dataset.first).includes(kind)) {
      button.remove();
    }
  }
  if (!others?.children.length) {
    place.querySelector("[data-others]")?.remove();
  }
}

/**
 * Show the buttons behind “More”, and go to the first.
 * @param {Element} more
 */
function show_others(more) {
  const others = more.parentElement?.querySelector(".others");
  if (others instanceof HTMLElement) {
    others.hidden = false;
    more.setAttribute("aria-expanded", "true");
    others.querySelector("button")?.focus();
  }
}

/**
 * Put the buttons into a place for them that can be seen; there may be thousands.
 * @param {ParentNode} parent
 * @param {HTMLTemplateElement} buttons
 */
function put_buttons(parent, buttons) {
  for (const place of parent.querySelectorAll(".record:empty")) {
    if (place instanceof HTMLElement && !place.closest("details:not([open])")) {
      place.append(buttons.content.cloneNode(true));
      sort_buttons(place);
    }
  }
}

/** Make the page one from which notes are recorded, if Fava lets it. */
function start_recording() {
  const page = document.querySelector(".relance");
  const dialog = document.getElementById("relance-record");
  const buttons = document.getElementById("relance-record-buttons");
  const bar = document.getElementById("relance-recorded");
  if (
    !(page && bar) ||
    !(dialog instanceof HTMLDialogElement) ||
    !(buttons instanceof HTMLTemplateElement)
  ) {
    return;
  }
  const form = new RecordForm(dialog);
  put_buttons(page, buttons);
  page.addEventListener("toggle", () => put_buttons(page, buttons), true);
  page.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const more = target?.closest("[data-others]");
    if (more) {
      show_others(more);
    }
    const button = target?.closest("[data-kind]");
    const place = button?.closest(".record");
    if (button instanceof HTMLElement && place instanceof HTMLElement) {
      form.open(place.dataset, button.dataset.kind ?? "");
    }
  });
  show_recorded(bar, dialog.dataset);
}

// Recording ends here. -----------------------------------------------------------------------

// A new day -----------------------------------------------------------------------------------

/** How often a page that is looked at asks what day it is, in milliseconds. */
const DAY_ASKED = 10 * 60 * 1000;

/** Whether there is something on the page that was typed, and would be lost. */
function is_typed() {
  const fields = document.querySelectorAll(".relance .letter :is(input, textarea)");
  return (
    document.querySelector("#relance-record[open]") !== null ||
    [...fields].some(
      (field) =>
        (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) &&
        field.value !== field.defaultValue,
    )
  );
}

/**
 * Show the new day if the page is of an earlier one; what was typed is never lost by it.
 */
async function see_the_day() {
  const page = document.querySelector(".relance");
  if (!(page instanceof HTMLElement) || document.visibilityState !== "visible") {
    return;
  }
  let today;
  try {
    const response = await fetch(`${location.pathname.replace(/\/*$/, "/")}today`);
    today = response.ok ? (await response.text()).trim() : page.dataset.day;
  } catch {
    return; // Fava does not answer; it is asked again
  }
  if (today === page.dataset.day || !page.isConnected) {
    return;
  }
  if (is_typed()) {
    part(page, ".new-day", HTMLElement).hidden = false;
  } else {
    location.reload();
  }
}

/** Look what day it is whenever somebody comes back to the page, and now and then. */
function start_the_day() {
  window.addEventListener("focus", () => void see_the_day());
  document.addEventListener("visibilitychange", () => void see_the_day());
  document.addEventListener("close", () => void see_the_day(), true); // of the form
  setInterval(() => void see_the_day(), DAY_ASKED);
}

export default {
  init() {
    start_the_day();
  },
  onExtensionPageLoad() {
    for (const button of document.querySelectorAll(".relance [data-copy]")) {
      if (button instanceof HTMLElement) {
        button.addEventListener("click", () => void on_copy(button));
      }
    }
    start_recording();
    document.querySelector(".relance [data-today]")?.addEventListener("click", () => {
      location.reload();
    });
    for (const link of document.querySelectorAll(".relance a.mail")) {
      if (link instanceof HTMLAnchorElement) {
        link.addEventListener("click", () => on_mail(link));
      }
    }
    for (const chart of document.querySelectorAll(".relance .chart .scroll")) {
      chart.scrollLeft = chart.scrollWidth; // the latest months
    }
    open_named();
  },
};
