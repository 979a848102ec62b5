// @ts-check

/** How long a button shows that it is done, in milliseconds. */
const SHOWN = 1500;

/**
 * Copy a text to the clipboard. Browsers have no clipboard API over plain HTTP from another
 * machine, and may refuse access; then a selection is copied with execCommand.
 * @param {string} text
 * @returns {Promise<boolean>} whether it was copied.
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
 * Show on a button, for a moment, that it is done.
 * @param {HTMLElement} button
 */
function show_done(button) {
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
 * Copy the current value of the field that a button belongs to.
 * @param {HTMLElement} button
 */
async function on_copy(button) {
  const target = document.getElementById(button.dataset.copy ?? "");
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    const copied = await copy(target.value);
    button.focus();
    if (copied) {
      show_done(button);
    }
  }
}

/**
 * Update the link that opens the current text in a mail program. If the link would be too long
 * for browsers, it has only the subject, and the text must be pasted.
 * @param {Element} letter
 * @param {HTMLAnchorElement} link
 * @returns {boolean} whether the link contains the text.
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
 * Open a text in a mail program; if it is too long for a link, copy it to the clipboard first.
 * @param {HTMLAnchorElement} link
 */
function on_mail(link) {
  const letter = link.closest(".letter");
  const body = letter?.querySelector(".body");
  if (letter && body instanceof HTMLTextAreaElement && !update_mail(letter, link)) {
    void copy(body.value).then((copied) => {
      if (copied) {
        show_done(link);
      }
    });
  }
}

/** Open the row that the URL names, such as #action-boulangerie-martin. */
function open_target() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

// Recording: the buttons, the form that they open, and the last note recorded ---------------

/** How long to wait after the last keystroke before drafting the note, in milliseconds. */
const PAUSE = 200;

/** The number of empty payments in a new plan. */
const PAYMENTS = 3;

/**
 * What the form asks for a kind of note: its fields with their labels, the field to focus first
 * (or else the button to record), and whether the text must be typed. The list of kinds comes from
 * the server.
 * @typedef {{fields: Object<string, string>, first: string, typed: boolean}} Kind
 * @typedef {{field: string, message: string}} Complaint
 * @typedef {{reference: string, open: string, meant: boolean}} Open
 * @typedef {{title: string, text: string, date: string, as_of: string, invoices: Open[], plan: string}} About
 * @typedef {{text: string, place: string, warnings: string[], checksum: string, already: boolean}} Draft
 * @typedef {{about: About, complaints: Complaint[], draft: Draft | null}} Preview
 * @typedef {{text: string, effects: string[], receipt?: object}} Kept
 */

/**
 * Find a part of the page that must exist.
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

/** A request that the server refused, with its complaints. */
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
 * Send a request to the extension.
 * @param {string} endpoint
 * @param {object} data
 * @param {DOMStringMap} words - messages for failures that the server cannot report itself.
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

/** The last note recorded from this page in this tab, if the browser stores it. */
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
      // The note is in the ledger all the same.
    }
  },
};

/** The form: one dialog for all kinds of note, for one action at a time. */
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
    /** The fields that the user has filled in; complaints about others wait until submission. */
    this.touched = new Set();
    /** @type {Preview | null} */
    this.preview = null;
    /** Counters: changes made, changes that the preview includes, and previews requested. */
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
    // Fava's keyboard shortcuts must not act on the page behind the dialog.
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

  /** What the form asks for its current kind. */
  asked() {
    return this.kinds[this.kind] ?? { fields: {}, first: "", typed: false };
  }

  add_row() {
    const row = part(this.dialog, "template", HTMLTemplateElement).content.cloneNode(true);
    this.rows.append(row);
  }

  /** The contents of the form, in the format of a request. */
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
    const names = Object.keys(this.asked().fields).filter(
      (name) => !["text", "plan"].includes(name),
    );
    return {
      customer: this.customer,
      kind: this.kind === "done" ? this.stage : this.kind,
      ...Object.fromEntries(names.map((name) => [name, value(name)])),
      text: this.has_own_text() ? this.text.value : undefined,
      invoices: this.preview
        ? ticked.map((box) => /** @type {HTMLInputElement} */ (box).value)
        : this.invoices.length
          ? this.invoices
          : undefined,
      plan: "plan" in this.asked().fields ? plan : undefined,
    };
  }

  /** Whether the user has typed the text, instead of keeping the default. */
  has_own_text() {
    return this.touched.has("text") || this.asked().typed;
  }

  /** Whether the preview includes everything that was typed. */
  is_current() {
    return this.preview !== null && this.seen === this.edits && !this.changed;
  }

  /** Request a new draft and show it; the last request wins. */
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
      // If the text is cleared, the default comes back.
      this.touched[this.text.value ? "add" : "delete"]("text");
    } else if (field instanceof HTMLInputElement && field.type === "checkbox") {
      this.touched.add(field.name);
    }
    this.edit();
  }

  /** After a change, draft the note when typing pauses. */
  edit() {
    this.edits++;
    this.written.classList.add("stale");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.draft(), PAUSE);
  }

  /**
   * Show complaints about a field when the user leaves it after filling it in.
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

  /** Write the note that is shown; repeated clicks write it only once. */
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
   * Whether the note can be written as it is shown. If the preview is out of date, it is updated
   * first; if there is then something new to read, the answer is no.
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
    await new Promise(() => {}); // ignore further clicks until the page is reloaded
  }
}

/**
 * Show the last note recorded, with a button to undo it.
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
 * Keep the buttons that make sense: the most needed ones visible, others behind “More”.
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
 * Show the buttons behind “More”, and focus the first one.
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
 * Add the buttons where they are visible; a page may have thousands of places for them.
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

/** Set up recording, unless Fava is read-only. */
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

// A new day -----------------------------------------------------------------------------------

/** How often a visible page requests the current day, in milliseconds. */
const DAY_ASKED = 10 * 60 * 1000;

/** Whether a reload would lose something that was typed on the page. */
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
 * Show the new day if the page is out of date, without losing anything that was typed.
 */
async function check_day() {
  const page = document.querySelector(".relance");
  if (!(page instanceof HTMLElement) || document.visibilityState !== "visible") {
    return;
  }
  let today;
  try {
    const response = await fetch(`${location.pathname.replace(/\/*$/, "/")}today`);
    today = response.ok ? (await response.text()).trim() : page.dataset.day;
  } catch {
    return; // Fava does not answer; try again later
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

/** Check the day at intervals, and whenever the user returns to the page. */
function start_the_day() {
  window.addEventListener("focus", () => void check_day());
  document.addEventListener("visibilitychange", () => void check_day());
  document.addEventListener("close", () => void check_day(), true); // of the dialog
  setInterval(() => void check_day(), DAY_ASKED);
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
      chart.scrollLeft = chart.scrollWidth; // show the latest months
    }
    open_target();
  },
};
