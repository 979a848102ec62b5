// Built from fava_extension/frontend/src with “npm run build”; change it there.

// src/dom.ts
function part(parent, selector, type) {
  const found = parent.querySelector(selector);
  if (!(found instanceof type)) {
    throw new Error(`no ${selector}`);
  }
  return found;
}
function parts(parent, selector, type) {
  return [...parent.querySelectorAll(selector)].filter(
    (found) => found instanceof type
  );
}
function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
function around(event, selector) {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

// src/clipboard.ts
var SHOWN = 1500;
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

// src/mail_link.ts
function mail_link(address, subject, text, longest) {
  const short = `${address}?subject=${encodeURIComponent(subject)}`;
  const long = `${short}&body=${encodeURIComponent(text.replaceAll("\n", "\r\n"))}`;
  const complete = long.length <= longest;
  return { url: complete ? long : short, complete };
}

// src/letter.ts
function on_mail(link) {
  const letter = link.closest(".letter");
  const subject = letter?.querySelector(".subject");
  const body = letter?.querySelector(".body");
  if (!(letter instanceof HTMLElement) || !(subject instanceof HTMLInputElement) || !(body instanceof HTMLTextAreaElement)) {
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
function start_letters(page) {
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

// src/api.ts
var Refused = class extends Error {
  constructor(message, status = 0, complaints = []) {
    super(message);
    this.status = status;
    this.complaints = complaints;
  }
  status;
  complaints;
};
function address_of(endpoint) {
  return `${location.pathname.replace(/\/*$/, "/")}${endpoint}`;
}
async function post(endpoint, data, words) {
  let response;
  let answer;
  try {
    response = await fetch(address_of(endpoint), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(data)
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

// src/new_day.ts
var DAY_ASKED = 10 * 60 * 1e3;
function is_typed() {
  const letters = parts(document, ".relance .letter", HTMLElement);
  const fields = letters.flatMap((letter) => [
    ...parts(letter, "input", HTMLInputElement),
    ...parts(letter, "textarea", HTMLTextAreaElement)
  ]);
  return document.querySelector("#relance-record[open]") !== null || fields.some((field) => field.value !== field.defaultValue);
}
async function check_day() {
  const page = document.querySelector(".relance");
  if (!(page instanceof HTMLElement) || document.visibilityState !== "visible") {
    return;
  }
  let today;
  try {
    const response = await fetch(address_of("today"));
    today = response.ok ? (await response.text()).trim() : page.dataset.day;
  } catch {
    return;
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
function watch_the_day() {
  window.addEventListener("focus", () => void check_day());
  document.addEventListener("visibilitychange", () => void check_day());
  document.addEventListener("close", () => void check_day(), true);
  setInterval(() => void check_day(), DAY_ASKED);
}

// src/session.ts
function key_of(name) {
  return `relance ${name} ${location.pathname}`;
}
function recall(name) {
  try {
    return JSON.parse(sessionStorage.getItem(key_of(name)) ?? "null");
  } catch {
    return null;
  }
}
function remember(name, value) {
  try {
    sessionStorage.setItem(key_of(name), JSON.stringify(value));
  } catch {
  }
}
function forget(name) {
  try {
    sessionStorage.removeItem(key_of(name));
  } catch {
  }
}

// src/recorded.ts
var NAME = "recorded";
function keep_recorded(recorded) {
  remember(NAME, recorded);
}
function show_recorded(bar, words) {
  const last = recall(NAME);
  if (!last) {
    return;
  }
  const undo = part(bar, "[data-undo]", HTMLButtonElement);
  const text = part(bar, ".what", HTMLElement);
  text.textContent = last.text;
  part(bar, "ul", HTMLElement).replaceChildren(
    ...last.effects.map((effect) => element("li", effect))
  );
  undo.hidden = !last.receipt;
  undo.addEventListener("click", async () => {
    undo.disabled = true;
    try {
      const { place } = await post("undo", { receipt: last.receipt }, words);
      keep_recorded({ text: place, effects: [] });
      location.reload();
    } catch (error) {
      bar.classList.add("failed");
      text.textContent = error instanceof Refused ? error.message : String(error);
      undo.disabled = false;
    }
  });
  part(bar, "[data-close]", HTMLElement).addEventListener("click", () => {
    forget(NAME);
    bar.hidden = true;
  });
  bar.hidden = false;
}

// src/payments.ts
function start_payments(page) {
  page.addEventListener("click", async (event) => {
    const button = around(event, "[data-match]");
    const list = button?.closest("[data-matches]");
    if (!(button instanceof HTMLButtonElement) || !(list instanceof HTMLElement)) {
      return;
    }
    button.disabled = true;
    try {
      const { file, line, match } = button.dataset;
      const asked = { file, line: Number(line), invoices: JSON.parse(match ?? "[]") };
      keep_recorded(await post("match", asked, list.dataset));
      location.reload();
    } catch (error) {
      const complaint = button.closest(".opened")?.querySelector(".complaint");
      if (complaint) {
        complaint.textContent = error instanceof Refused ? error.message : String(error);
      }
      button.disabled = false;
    }
  });
}

// src/buttons.ts
function sort_buttons(place) {
  if (!place.dataset.stage) {
    place.querySelector("[data-kind=done]")?.remove();
  }
  for (const kind of (place.dataset.without ?? "").split(" ")) {
    place.querySelector(`[data-kind="${kind}"]`)?.remove();
  }
  const first = (place.dataset.first ?? "").split(" ");
  const more = (place.dataset.more ?? "").split(" ");
  const others = place.querySelector(".others");
  for (const button of parts(place, "[data-other]", HTMLElement)) {
    const kind = button.dataset.kind ?? "";
    if (more.includes(kind)) {
      others?.append(button);
    } else if (!first.includes(kind)) {
      button.remove();
    }
  }
  if (!others?.children.length) {
    place.querySelector("[data-others]")?.remove();
  }
}
function show_others(more) {
  const others = part(more.parentElement ?? more, ".others", HTMLElement);
  others.hidden = false;
  more.setAttribute("aria-expanded", "true");
  others.querySelector("button")?.focus();
}
function put_buttons(parent, buttons) {
  for (const place of parts(parent, ".record:empty", HTMLElement)) {
    if (!place.closest("details:not([open])")) {
      place.append(buttons.content.cloneNode(true));
      sort_buttons(place);
    }
  }
}

// src/note_view.ts
function show_fields(dialog, labels) {
  for (const field of parts(dialog, "[data-field]", HTMLElement)) {
    const label = labels[field.dataset.field ?? ""];
    field.hidden = label === void 0;
    part(field, "label, legend", HTMLElement).textContent = label ?? "";
  }
}
function show_invoices(dialog, about) {
  const list = part(dialog, ".invoices", HTMLElement);
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
    })
  );
  part(dialog, ".about", HTMLElement).hidden = about.invoices.length === 0;
}
function show_draft(written, draft) {
  written.hidden = draft === null;
  written.classList.remove("stale");
  part(written, ".place", HTMLElement).textContent = draft?.place ?? "";
  part(written, "pre", HTMLElement).textContent = draft?.text ?? "";
  const warnings = draft && !draft.already ? draft.warnings : [];
  part(written, ".warnings", HTMLElement).replaceChildren(
    ...warnings.map((warning) => element("li", warning))
  );
}
function show_complaints(dialog, form, complaints) {
  const places = parts(dialog, "[data-of]", HTMLElement);
  const name_of = (place) => place.closest("[data-field][hidden]") ? void 0 : place.dataset.of;
  const known = new Set(places.map(name_of));
  for (const place of places) {
    const name = name_of(place);
    const lines = complaints.filter(({ field: field2 }) => (known.has(field2) ? field2 : "") === name).map(({ message }) => message);
    place.textContent = lines.join("\n");
    const field = name ? form.elements.namedItem(name) : null;
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      field.setAttribute("aria-invalid", String(lines.length > 0));
    }
  }
}

// src/note_form.ts
var PAUSE = 200;
var PAYMENTS = 3;
var UNKNOWN = { fields: {}, first: "", typed: false };
var NoteForm = class {
  constructor(dialog) {
    this.dialog = dialog;
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
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
  }
  dialog;
  form;
  submit;
  text;
  rows;
  written;
  label;
  kinds;
  action = {};
  kind = "";
  /** The fields that the user has filled in; complaints about others wait until submission. */
  touched = /* @__PURE__ */ new Set();
  preview = null;
  /** Counters: changes made, changes that the preview includes, and previews requested. */
  edits = 0;
  seen = 0;
  turn = 0;
  timer;
  recording = false;
  /** Whether the file has changed since the preview. */
  changed = false;
  /**
   * Open the form for an action.
   *
   * @param action - customer, stage and invoices.
   */
  open(action, kind) {
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
    const focused = first ? this.dialog.querySelector(`[data-field=${first}] :is(input, textarea)`) : this.submit;
    (focused instanceof HTMLElement ? focused : this.submit).focus();
    void this.draft();
  }
  /** What the form asks for its current kind. */
  get asked() {
    return this.kinds[this.kind] ?? UNKNOWN;
  }
  /** Whether the user has typed the text, instead of keeping the default. */
  get has_own_text() {
    return this.touched.has("text") || this.asked.typed;
  }
  /** Whether the preview includes everything that was typed. */
  get is_current() {
    return this.preview !== null && this.seen === this.edits && !this.changed;
  }
  add_row() {
    const { content } = part(this.dialog, "template", HTMLTemplateElement);
    this.rows.append(content.cloneNode(true));
  }
  /** The contents of the form, in the format of a request. */
  said() {
    const value = (name) => {
      const field = this.form.elements.namedItem(name);
      const shown = field instanceof HTMLInputElement && !field.closest("[data-field][hidden]");
      return shown && field.value.trim() ? field.value : void 0;
    };
    const known = JSON.parse(this.action.invoices || "[]");
    const ticked = parts(this.dialog, ".invoices input:checked", HTMLInputElement);
    const names = Object.keys(this.asked.fields).filter((name) => !["text", "plan"].includes(name));
    const plan = [...this.rows.children].map((row) => ({
      date: part(row, "[data-part=date]", HTMLInputElement).value,
      amount: part(row, "[data-part=amount]", HTMLInputElement).value
    }));
    return {
      customer: this.action.customer,
      kind: this.kind === "done" ? this.action.stage : this.kind,
      ...Object.fromEntries(names.map((name) => [name, value(name)])),
      text: this.has_own_text ? this.text.value : void 0,
      invoices: this.preview ? ticked.map((box) => box.value) : known.length ? known : void 0,
      plan: "plan" in this.asked.fields ? plan : void 0
    };
  }
  /** Request a new draft and show it; the last request wins. */
  async draft() {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const edits = this.edits;
    let answer;
    try {
      answer = await post("record_draft", this.said(), this.dialog.dataset);
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
  show(draft) {
    show_draft(this.written, draft);
    this.submit.textContent = this.label;
    this.submit.disabled = draft?.already ?? false;
  }
  complain(complaints) {
    show_complaints(this.dialog, this.form, complaints);
  }
  fail(error) {
    if (!(error instanceof Refused)) {
      throw error;
    }
    const { message, complaints } = error;
    this.complain(complaints.length ? complaints : [{ field: "", message }]);
  }
  on_input(event) {
    const field = event.target;
    if (field === this.text) {
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
  /** Show complaints about a field when the user leaves it after filling it in. */
  on_leave(event) {
    const field = event.target;
    if (field instanceof HTMLInputElement && field.value && field.type !== "checkbox") {
      this.touched.add(field.dataset.part ? "plan" : field.name);
      if (this.is_current) {
        const complaints = this.preview?.complaints ?? [];
        this.complain(complaints.filter(({ field: of }) => !of || this.touched.has(of)));
      }
    }
  }
  on_click(event) {
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
  async write() {
    const checksum = this.preview?.draft?.checksum;
    const said = { ...this.said(), text: this.text.value, checksum };
    const done = await post("record", said, this.dialog.dataset);
    keep_recorded({
      text: done.title,
      effects: [done.place, ...done.effects],
      receipt: done.receipt
    });
    location.reload();
    await new Promise(() => {
    });
  }
};

// src/recording.ts
function start_recording(page) {
  const dialog = document.getElementById("relance-record");
  const buttons = document.getElementById("relance-record-buttons");
  const bar = document.getElementById("relance-recorded");
  if (!bar || !(dialog instanceof HTMLDialogElement) || !(buttons instanceof HTMLTemplateElement)) {
    return;
  }
  const form = new NoteForm(dialog);
  put_buttons(page, buttons);
  page.addEventListener("toggle", () => put_buttons(page, buttons), true);
  page.addEventListener("click", (event) => {
    const more = around(event, "[data-others]");
    if (more) {
      show_others(more);
    }
    const button = around(event, "[data-kind]");
    const place = button?.closest(".record");
    if (button && place instanceof HTMLElement) {
      form.open(place.dataset, button.dataset.kind ?? "");
    }
  });
  show_recorded(bar, dialog.dataset);
}

// src/extension.ts
function open_target() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}
var extension_default = {
  init() {
    watch_the_day();
  },
  onExtensionPageLoad() {
    const page = document.querySelector(".relance");
    if (!(page instanceof HTMLElement)) {
      return;
    }
    start_letters(page);
    start_recording(page);
    start_payments(page);
    page.querySelector("[data-today]")?.addEventListener("click", () => location.reload());
    for (const chart of parts(page, ".chart .scroll", HTMLElement)) {
      chart.scrollLeft = chart.scrollWidth;
    }
    open_target();
  }
};
export {
  extension_default as default
};
