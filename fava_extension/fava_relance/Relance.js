// Built from fava_extension/frontend/src with “npm run build”; change it there.

// src/api.ts
var Refused = class extends Error {
  constructor(message, status = 0, complaints = [], url = "") {
    super(message);
    this.status = status;
    this.complaints = complaints;
    this.url = url;
  }
  status;
  complaints;
  url;
};
function address_of(endpoint) {
  return `${location.pathname.replace(/\/*$/, "/")}${endpoint}`;
}
async function send(endpoint, data, words) {
  try {
    return await fetch(address_of(endpoint), {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(data)
    });
  } catch {
    throw new Refused(words.failed ?? "");
  }
}
function reason(response, words) {
  return (response.status === 401 ? words.refused : words.failed) ?? "";
}
async function post(endpoint, data, words) {
  const response = await send(endpoint, data, words);
  const answer = await response.json().catch(() => null);
  if (response.ok && answer) {
    return answer;
  }
  const message = answer?.error ?? reason(response, words);
  throw new Refused(message, response.status, answer?.complaints, answer?.url);
}
async function save_file(endpoint, data, words) {
  const response = await send(endpoint, data, words);
  const content = await response.blob().catch(() => null);
  if (!response.ok || !content) {
    const said = content?.type.startsWith("text/plain") ? await content.text() : "";
    throw new Refused(said || reason(response, words), response.status);
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = file_name(response.headers.get("Content-Disposition") ?? "");
  link.dataset.remote = "";
  document.body.append(link);
  link.click();
  link.remove();
  URL.revokeObjectURL(link.href);
  return decodeURIComponent(response.headers.get("Relance-Unwritten") ?? "");
}
function file_name(header) {
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  return encoded ? decodeURIComponent(encoded) : /filename="?([^";]+)/.exec(header)?.[1] ?? "";
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
function day_of_page() {
  return document.querySelector(".relance")?.dataset.day ?? "";
}
function propose(field, text) {
  if (field.value !== text) {
    field.value = text;
    if (document.activeElement === field) {
      field.select();
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
function kept_names(start) {
  try {
    const first = "relance ".length;
    const last = ` ${location.pathname}`;
    return Object.keys(sessionStorage).filter((key) => key.startsWith(`relance ${start}`) && key.endsWith(last)).map((key) => key.slice(first, -last.length));
  } catch {
    return [];
  }
}
function forget(name) {
  try {
    sessionStorage.removeItem(key_of(name));
  } catch {
  }
}

// src/action_text.ts
function name_of(customer_and_stage, invoices) {
  return `text ${customer_and_stage} ${JSON.stringify(invoices)}`;
}
function invoices_of(box) {
  return JSON.parse(box.dataset.invoices || "[]");
}
function name_in(box) {
  return name_of(box.dataset.text ?? "", invoices_of(box));
}
function forget_text(customer, stage, invoices) {
  forget(name_of(`${customer} ${stage}`, invoices));
}
function changed_text(row) {
  const box = row.querySelector(".letter");
  return box instanceof HTMLElement ? recall(name_in(box)) : null;
}
function take_over(boxes) {
  const there = new Set(boxes.map(name_in));
  for (const box of boxes) {
    const name = name_in(box);
    const start = `text ${box.dataset.text ?? ""} `;
    const invoices = new Set(invoices_of(box));
    for (const old of recall(name) ? [] : kept_names(`${start}[`)) {
      const about = JSON.parse(old.slice(start.length));
      if (!there.has(old) && about.some((invoice) => invoices.has(invoice))) {
        remember(name, recall(old));
        forget(old);
        break;
      }
    }
  }
}
var Letter = class {
  constructor(box) {
    this.box = box;
    this.subject = part(box, ".subject", HTMLInputElement);
    this.body = part(box, ".body", HTMLTextAreaElement);
    this.name = name_in(box);
    const kept = recall(this.name);
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
    for (const link of parts(box.closest(".opened") ?? box, "a.download", HTMLAnchorElement)) {
      link.addEventListener("click", (event) => this.download(link, event));
    }
    const quick = box.closest("details.action")?.previousElementSibling;
    if (quick instanceof HTMLAnchorElement) {
      quick.addEventListener("click", (event) => this.quickly(quick, event));
    }
  }
  box;
  subject;
  body;
  name;
  get is_changed() {
    return this.subject.value !== this.subject.defaultValue || this.body.value !== this.body.defaultValue;
  }
  mark() {
    part(this.box, ".changed", HTMLElement).hidden = !this.is_changed;
  }
  keep() {
    if (this.is_changed) {
      const draft = { subject: this.subject.value, body: this.body.value };
      remember(this.name, draft);
    } else {
      forget(this.name);
    }
    this.mark();
  }
  reset() {
    this.subject.value = this.subject.defaultValue;
    this.body.value = this.body.defaultValue;
    this.keep();
    this.body.focus();
  }
  /**
   * Open the text in a mail program; if it is too long for a link, copy it to the clipboard
   * first.
   */
  mail(link) {
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
  quickly(link, event) {
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
  download(link, event) {
    const complaint = part(this.box, ".complaint", HTMLElement);
    complaint.textContent = "";
    if (!this.is_changed) {
      return;
    }
    event.preventDefault();
    const query = link.search;
    const text = { subject: this.subject.value, body: this.body.value };
    save_file(`download_edited${query}`, text, this.box.dataset).catch((error) => {
      if (!(error instanceof Refused)) {
        throw error;
      }
      complaint.textContent = error.message;
    });
  }
};
function start_letters(page) {
  const boxes = parts(page, ".letter", HTMLElement);
  take_over(boxes);
  for (const box of boxes) {
    new Letter(box);
  }
}

// src/backtest.ts
var SVG = "http://www.w3.org/2000/svg";
function chart_of({ months, lines }) {
  const most = Math.max(1, ...lines.flatMap(({ values }) => values));
  const width = Math.max(1, months.length - 1);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} 100`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const { values } of lines) {
    const line = document.createElementNS(SVG, "polyline");
    const points = values.map((value, month) => `${month},${100 - 100 * value / most}`);
    line.setAttribute("points", points.join(" "));
    svg.append(line);
  }
  const ends = element("div", "");
  ends.className = "ends quiet";
  ends.append(element("small", months[0] ?? ""), element("small", months.at(-1) ?? ""));
  const legend = element("div", "");
  legend.className = "legend";
  lines.forEach(({ name, values }, place) => {
    const key = element("span", "");
    const rule = element("span", "");
    rule.className = place ? "rule other" : "rule";
    key.append(rule, `${name}: ${values.at(-1) ?? 0}`);
    legend.append(key);
  });
  const made = element("div", "");
  made.append(svg, ends, legend);
  return made;
}
function table_of({ rows: rows2, lines }, words) {
  const table = document.createElement("table");
  const over = table.createTHead().insertRow();
  over.append(element("th", ""));
  for (const { name } of lines) {
    const cell = document.createElement("th");
    cell.colSpan = 3;
    cell.textContent = name;
    over.append(cell);
  }
  const head = table.createTHead().insertRow();
  head.append(element("th", words.stage ?? ""));
  for (const title of lines.flatMap(() => [words.sent, words.early, words.late])) {
    const cell = element("th", title ?? "");
    cell.className = "num";
    head.append(cell);
  }
  const body = table.createTBody();
  for (const cells of rows2) {
    const row = body.insertRow();
    cells.forEach((text, place) => {
      const cell = row.insertCell();
      cell.textContent = text;
      cell.className = place ? "num" : "step";
    });
  }
  const scroll = element("div", "");
  scroll.className = "scroll";
  scroll.append(table);
  return scroll;
}
async function replay(place) {
  const said = part(place, ".said", HTMLElement);
  said.textContent = said.dataset.wait ?? "";
  const response = await fetch(address_of("backtest")).catch(() => null);
  const found = response?.ok ? await response.json().catch(() => null) : null;
  said.textContent = found ? "" : place.dataset.failed ?? "";
  if (found) {
    const shown = part(place, ".replayed", HTMLElement);
    const notes = found.notes.map((note2) => element("p", note2));
    shown.replaceChildren(chart_of(found), table_of(found, place.dataset), ...notes);
    shown.hidden = false;
  }
}
function start_backtest(page) {
  const place = page.querySelector(".backtest");
  if (place instanceof HTMLElement) {
    const button = part(place, "[data-replay]", HTMLButtonElement);
    button.addEventListener("click", () => {
      button.disabled = true;
      void replay(place).finally(() => {
        button.disabled = false;
      });
    });
  }
}

// src/whereabouts.ts
function name_of2() {
  return `where ${location.search}`;
}
var scrolled = null;
function focused() {
  const found = document.activeElement?.closest(".relance [id]");
  if (found instanceof HTMLDetailsElement) {
    return found.querySelector("summary");
  }
  return found instanceof HTMLElement ? found : null;
}
function scroller() {
  return document.querySelector("article");
}
function selection_of(field) {
  if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
    return [field.selectionStart, field.selectionEnd];
  }
  return [null, null];
}
function note(page) {
  const open = parts(page, "details[id][open]", HTMLDetailsElement).map((row) => row.id);
  const field = focused();
  const [start, end] = selection_of(field);
  const found = { open, focus: field?.id ?? "", start, end };
  remember(name_of2(), found);
}
function note_scroll() {
  scrolled = { address: location.href, top: scroller()?.scrollTop ?? 0 };
}
function focus_again({ focus, start, end }) {
  const field = focus ? document.getElementById(focus) : null;
  if (!field || document.activeElement !== document.body) {
    return;
  }
  field.focus({ preventScroll: true });
  if (field instanceof HTMLTextAreaElement && start !== null && end !== null) {
    field.setSelectionRange(start, end);
  }
}
function start_whereabouts(page) {
  const found = recall(name_of2());
  if (found) {
    for (const id of found.open) {
      const row = document.getElementById(id);
      if (row instanceof HTMLDetailsElement) {
        row.open = true;
      }
    }
    focus_again(found);
  }
  if (scrolled?.address === location.href) {
    scroller()?.scrollTo({ top: scrolled.top, behavior: "instant" });
  }
  scrolled = null;
  page.addEventListener("toggle", () => note(page), true);
  page.addEventListener("focusin", () => note(page));
  page.addEventListener("keyup", () => note(page));
}

// src/refresh.ts
var is_ours = false;
function refresh() {
  const button = document.querySelector("header .reload-page");
  if (button instanceof HTMLButtonElement) {
    note_scroll();
    is_ours = true;
    button.click();
  } else {
    location.reload();
  }
}
function start_refreshed() {
  if (is_ours) {
    is_ours = false;
    for (const said of document.querySelectorAll(".notifications li.warning")) {
      said.remove();
    }
  }
}

// src/recorded.ts
var NAME = "recorded";
var MOST = 50;
function all() {
  return recall(NAME) ?? [];
}
function drop(id) {
  remember(
    NAME,
    all().filter((each) => each.id !== id)
  );
}
function keep_recorded(written, before) {
  const others = all().filter((each) => each.before !== null);
  const recorded = {
    id: crypto.randomUUID?.() ?? String(Date.now()),
    text: written.title,
    effects: [written.place, ...written.effects],
    receipt: written.receipt,
    address: location.search,
    before
  };
  remember(NAME, [...others, recorded].slice(-MOST));
}
async function undo(recorded, line, words) {
  const button = part(line, "[data-undo]", HTMLButtonElement);
  button.disabled = true;
  try {
    const receipt = recorded.receipt ?? {};
    const { place } = await ("receipts" in receipt ? post("undo_many", receipt, words) : post("undo", { receipt }, words));
    drop(recorded.id);
    keep_recorded({ title: place, place: "", effects: [], receipt: null }, null);
    refresh();
  } catch (error) {
    line.classList.add("failed");
    const said = part(line, ".what", HTMLElement);
    said.textContent = error instanceof Refused ? error.message : String(error);
    if (error instanceof Refused && error.url) {
      const link = document.createElement("a");
      link.href = error.url;
      link.textContent = words.editor ?? "";
      said.append(" ", link);
    }
    button.disabled = false;
  }
}
function line_of(recorded, template, words) {
  const copy2 = document.importNode(template.content, true);
  const line = part(copy2, ".recorded", HTMLElement);
  part(line, ".what", HTMLElement).textContent = recorded.text;
  part(line, "ul", HTMLElement).replaceChildren(
    ...recorded.effects.filter(Boolean).map((effect) => element("li", effect))
  );
  const button = part(line, "[data-undo]", HTMLButtonElement);
  button.hidden = !recorded.receipt;
  button.addEventListener("click", () => void undo(recorded, line, words));
  part(line, "[data-close]", HTMLElement).addEventListener("click", () => {
    drop(recorded.id);
    line.remove();
  });
  return line;
}
function put_in_place(page, recorded, line) {
  if (recorded.before === null || recorded.address !== location.search) {
    return false;
  }
  line.classList.add("in-place");
  const next = recorded.before ? document.getElementById(recorded.before) : null;
  if (next?.closest(".rows")) {
    let first = next;
    while (first.previousElementSibling?.matches(".tick, .quick")) {
      first = first.previousElementSibling;
    }
    first.before(line);
    return true;
  }
  const list = parts(page, ".rows", HTMLElement).at(-1) ?? page.querySelector(".order");
  list?.[list.classList.contains("rows") ? "append" : "after"](line);
  return list !== null;
}
async function undo_listed(button, words) {
  button.disabled = true;
  const receipt = JSON.parse(button.dataset.undoReceipt ?? "{}");
  try {
    const { place } = await post("undo", { receipt }, words);
    keep_recorded({ title: place, place: "", effects: [], receipt: null }, null);
    refresh();
  } catch (error) {
    button.replaceWith(element("span", error instanceof Refused ? error.message : String(error)));
  }
}
function start_recorded(page, template, words) {
  for (const button of parts(page, "[data-undo-receipt]", HTMLButtonElement)) {
    button.addEventListener("click", () => void undo_listed(button, words));
  }
  for (const old of document.querySelectorAll("body > .recorded")) {
    old.remove();
  }
  for (const recorded of all()) {
    const line = line_of(recorded, template, words);
    if (!put_in_place(page, recorded, line) && recorded.before === null) {
      page.parentElement?.append(line);
    }
  }
}

// src/batch.ts
function row_of(tick) {
  return tick.nextElementSibling?.matches("details") ? tick.nextElementSibling : tick.nextElementSibling?.nextElementSibling;
}
var Batch = class {
  constructor(page, bar2, dialog) {
    this.page = page;
    this.bar = bar2;
    this.dialog = dialog;
    this.words = bar2.dataset;
    page.addEventListener("change", (event) => {
      if (around(event, ".tick")) {
        this.show();
      }
    });
    page.addEventListener("click", (event) => this.on_click(event));
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    part(dialog, "[data-cancel]", HTMLElement).addEventListener("click", () => dialog.close());
  }
  page;
  bar;
  dialog;
  words;
  get rows() {
    return parts(this.page, ".tick:checked", HTMLInputElement).map(row_of);
  }
  /** What the server needs to know of the rows that are ticked. */
  get places() {
    return this.rows.map((row) => part(row, ".record", HTMLElement).dataset);
  }
  show() {
    const ticks = parts(this.page, ".tick:checked", HTMLInputElement);
    const count = ticks.length;
    this.bar.hidden = count === 0;
    const mailed = ticks.some((tick) => "eml" in tick.dataset);
    for (const button of parts(this.bar, "[data-files=eml], [data-mail]", HTMLElement)) {
      button.hidden = !mailed;
    }
    const [one, many] = JSON.parse(this.words.counts ?? "[]");
    const said = count === 1 ? one : many.replace("#", String(count));
    part(this.bar, ".selected", HTMLElement).textContent = said;
    this.complain("");
  }
  complain(message) {
    for (const place of [this.bar, this.dialog]) {
      part(place, ".complaint", HTMLElement).textContent = message;
    }
  }
  select(ids) {
    for (const tick of parts(this.page, ".tick", HTMLInputElement)) {
      tick.checked = ids.includes(row_of(tick).id);
    }
    this.show();
  }
  on_click(event) {
    const button = around(event, "button");
    if (!button) {
      return;
    }
    if (button.dataset.batch !== void 0) {
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
  async attempt(something) {
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
  async download(form) {
    const actions = this.rows.map((row) => {
      const { customer, stage, invoices } = part(row, ".record", HTMLElement).dataset;
      return { customer, stage, invoices: JSON.parse(invoices || "[]"), ...changed_text(row) };
    });
    this.complain(await save_file(`batch_files${location.search}`, { form, actions }, this.words));
  }
  get notes() {
    return this.places.map(({ customer, stage, invoices }) => ({
      customer,
      kind: stage,
      invoices: JSON.parse(invoices || "[]")
    }));
  }
  /** Show the notes as they will be written; a click writes exactly these. */
  async preview() {
    const { notes, places } = this;
    const draft = await post("record_many_draft", { notes }, this.words);
    part(this.dialog, ".notes", HTMLElement).replaceChildren(
      ...draft.notes.flatMap((note2) => [
        element("p", `${note2.title} · ${note2.place}`),
        element("pre", note2.text),
        ...note2.warnings.map((warning) => element("p", warning))
      ])
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
  async write(notes, checksum, places) {
    const written = await post("record_many", { notes, checksum }, this.words);
    for (const { customer = "", stage = "", invoices } of places) {
      forget_text(customer, stage, JSON.parse(invoices || "[]"));
    }
    this.dialog.close();
    keep_recorded(written, null);
    refresh();
  }
};
function start_batch(page) {
  const bar2 = page.querySelector(".batch");
  const dialog = page.querySelector(".relance-many");
  if (bar2 instanceof HTMLElement && dialog instanceof HTMLDialogElement) {
    new Batch(page, bar2, dialog);
  }
}

// src/form_draft.ts
var OPEN = "form open";
function name_of3({ customer, stage, invoices }, kind) {
  return `form ${customer} ${stage} ${invoices} ${kind}`;
}
function draft_of(subject, kind) {
  return recall(name_of3(subject, kind));
}
function adopt_draft(subject, kind, is_there) {
  const own = draft_of(subject, kind);
  if (own) {
    return own;
  }
  const invoices = new Set(JSON.parse(subject.invoices || "[]"));
  for (const name of kept_names(`form ${subject.customer} `)) {
    const kept = recall(name);
    if (kept?.kind !== kind || kept.subject.customer !== subject.customer) {
      continue;
    }
    const theirs = JSON.parse(kept.subject.invoices || "[]");
    if (theirs.some((invoice) => invoices.has(invoice)) && !is_there(kept.subject)) {
      const adopted = { ...kept, subject };
      forget(name);
      remember(name_of3(subject, kind), adopted);
      return adopted;
    }
  }
  return null;
}
function keep_typed(form, typed) {
  const draft = { ...typed, values: values_of(form) };
  remember(name_of3(draft.subject, draft.kind), draft);
  note_open(draft);
}
function forget_draft(subject, kind) {
  forget(name_of3(subject, kind));
}
function note_open(draft) {
  const open = {
    name: name_of3(draft.subject, draft.kind),
    address: location.search
  };
  remember(OPEN, open);
}
function note_closed() {
  forget(OPEN);
}
function open_draft() {
  const open = recall(OPEN);
  return open?.address === location.search ? recall(open.name) : null;
}
function values_of(form) {
  const found = {};
  for (const field of form.elements) {
    const typed = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
    const is_chosen = field instanceof HTMLInputElement && (field.type !== "radio" || field.checked);
    const is_text = field instanceof HTMLTextAreaElement;
    if (typed && field.name && field.type !== "checkbox" && field.value && (is_chosen || is_text)) {
      found[field.name] = field.value;
    }
  }
  return found;
}
function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof RadioNodeList) {
      field.value = value;
    }
  }
}
function ticked_in(dialog) {
  return parts(dialog, ".invoices input:checked", HTMLInputElement).map((box) => box.value);
}

// src/done.ts
var previews = /* @__PURE__ */ new WeakMap();
var coming = /* @__PURE__ */ new WeakMap();
var writing = 0;
function note_of(place) {
  const { customer, stage, invoices } = place.dataset;
  return { customer, kind: stage, invoices: JSON.parse(invoices || "[]") };
}
function is_typed(place) {
  const { customer = "", stage = "", invoices = "" } = place.dataset;
  return draft_of({ customer, stage, invoices }, "done") !== null;
}
async function preview(place, words) {
  const shown = place.closest(".opened")?.querySelector(".will");
  if (!(shown instanceof HTMLElement) || !place.dataset.stage) {
    return;
  }
  const answer = await post("record_draft", note_of(place), words).catch(() => null);
  if (!answer?.draft) {
    return;
  }
  previews.set(place, answer);
  part(shown, ".place", HTMLElement).textContent = answer.draft.place;
  part(shown, "pre", HTMLElement).textContent = answer.draft.text;
  shown.hidden = false;
}
function preview_open(page, words) {
  for (const place of parts(page, "details[open] .record", HTMLElement)) {
    if (!("previewed" in place.dataset)) {
      place.dataset.previewed = "";
      coming.set(place, preview(place, words));
    }
  }
}
function next_row(row) {
  const rows2 = parts(document, ".relance details.action", HTMLDetailsElement);
  const after = rows2.slice(rows2.indexOf(row) + 1);
  return after.find((each) => !each.classList.contains("writing")) ?? null;
}
function go_on(row) {
  const next = next_row(row);
  if (next) {
    next.open = true;
    next.querySelector("summary")?.focus({ preventScroll: true });
  }
  return next;
}
function refresh_when_quiet() {
  const dialog = document.querySelector("#relance-record[open]");
  if (writing > 0) {
    return;
  }
  if (dialog) {
    dialog.addEventListener("close", refresh_when_quiet, { once: true });
  } else {
    refresh();
  }
}
function after_writing(written, place) {
  const row = place?.closest("details.action");
  if (row instanceof HTMLElement && row.isConnected) {
    const next = row.classList.contains("writing") ? next_row(row) : go_on(row);
    row.classList.remove("writing");
    keep_recorded(written, next?.id ?? "");
  } else {
    keep_recorded(written, null);
  }
  refresh_when_quiet();
}
async function done(place, form, words) {
  const row = place.closest("details.action");
  await coming.get(place);
  const shown = previews.get(place);
  const draft = shown?.draft;
  if (!draft || !(row instanceof HTMLDetailsElement) || draft.already || draft.warnings.length || is_typed(place)) {
    form.open(place, "done");
    return;
  }
  if (row.classList.contains("writing")) {
    return;
  }
  row.classList.add("writing");
  row.open = false;
  go_on(row);
  writing++;
  try {
    const said = { ...note_of(place), text: shown.about.text, checksum: draft.checksum };
    const written = await post("record", said, words);
    const { customer = "", stage = "" } = place.dataset;
    forget_text(customer, stage, note_of(place).invoices);
    writing--;
    after_writing(written, place);
  } catch (error) {
    writing--;
    row.classList.remove("writing");
    row.open = true;
    if (!(error instanceof Refused)) {
      throw error;
    }
    form.open(place, "done");
  }
}

// src/likely_days.ts
var DAY = 24 * 60 * 60 * 1e3;
var FRIDAY = 5;
function likely_days(today) {
  const start = Date.parse(`${today}T00:00:00Z`);
  const in_days = (count) => new Date(start + count * DAY);
  const weekday = in_days(0).getUTCDay();
  const friday = in_days((FRIDAY - weekday + 7) % 7 || 7);
  const month_end = (months) => {
    const day = in_days(0);
    return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months + 1, 0));
  };
  const is_last = month_end(0).getTime() === start;
  const days = [friday, in_days(8), month_end(is_last ? 1 : 0)];
  return [...new Set(days.map((day) => day.toISOString().slice(0, 10)))].sort();
}
function next_working_day(today) {
  const day = new Date(Date.parse(`${today}T00:00:00Z`));
  do {
    day.setTime(day.getTime() + DAY);
  } while (day.getUTCDay() % 6 === 0);
  return day.toISOString().slice(0, 10);
}
function days_to_call(today) {
  const first = next_working_day(today);
  const second = next_working_day(first);
  const eve = new Date(Date.parse(`${today}T00:00:00Z`) + 6 * DAY).toISOString().slice(0, 10);
  return [first, second, next_working_day(eve)];
}
function day_in_words(day, language) {
  const format = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC"
  });
  return format.format(Date.parse(`${day}T00:00:00Z`));
}

// src/call.ts
function chosen(form, name) {
  const choice = form.elements.namedItem(name);
  return choice instanceof RadioNodeList ? choice.value : "";
}
function shown_fields(form, fields) {
  if (!("outcome" in fields)) {
    return fields;
  }
  const hidden = /* @__PURE__ */ new Set();
  const result = chosen(form, "result");
  if (chosen(form, "outcome") !== "spoken") {
    hidden.add("result").add("until").add("amount");
  } else if (result !== "promise") {
    hidden.add("until");
    if (result !== "dispute") {
      hidden.add("amount");
    }
  }
  if (result && !hidden.has("result")) {
    hidden.add("callback");
  }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.has(name)));
}
function propose_callback(form, changed, today) {
  const [field] = parts(form, "[name=callback]", HTMLInputElement);
  if (!field || !(changed instanceof HTMLInputElement) || changed.name !== "outcome") {
    return;
  }
  const tomorrow = next_working_day(today);
  if (changed.value !== "spoken") {
    field.value ||= tomorrow;
  } else if (field.value === tomorrow) {
    field.value = "";
  }
}

// src/day_chips.ts
var DAYS = {
  until: likely_days,
  callback: days_to_call
};
function show_chips(dialog, today, kind) {
  for (const field of parts(dialog, "[data-field]:has(.chips)", HTMLElement)) {
    const days = DAYS[field.dataset.field ?? ""]?.(today) ?? [];
    const offered = kind === "insolvency" || kind === "waiver" ? [] : days;
    part(field, ".chips", HTMLElement).replaceChildren(
      ...offered.map((day) => chip_of(field, day, dialog.lang))
    );
  }
}
function chip_of(field, day, language) {
  const chip = document.createElement("button");
  chip.type = "button";
  chip.className = "muted";
  chip.textContent = day_in_words(day, language);
  chip.addEventListener("click", () => {
    const input = part(field, "input", HTMLInputElement);
    input.value = day;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
  return chip;
}

// src/leaving.ts
var Leaving = class {
  /**
   * @param is_typed - whether something was typed into the form.
   * @param discard - throw away what was typed.
   */
  constructor(dialog, is_typed3, discard) {
    this.dialog = dialog;
    this.is_typed = is_typed3;
    this.discard = discard;
    dialog.addEventListener("click", (event) => this.on_click(event));
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.leave();
      }
    });
  }
  dialog;
  is_typed;
  discard;
  /** Ask what is to become of what was typed, or stop asking. */
  ask(asking) {
    const question = part(this.dialog, ".leaving", HTMLElement);
    question.hidden = !asking;
    part(this.dialog, "footer", HTMLElement).hidden = asking;
    if (asking) {
      part(question, "[data-stay]", HTMLElement).focus();
    }
  }
  /** Close the form; if something was typed, ask first, but not twice. */
  leave() {
    const asked = !part(this.dialog, ".leaving", HTMLElement).hidden;
    if (asked || !this.is_typed()) {
      this.dialog.close();
    } else {
      this.ask(true);
    }
  }
  on_click(event) {
    const chosen2 = around(event, "button")?.dataset ?? {};
    if ("cancel" in chosen2) {
      this.leave();
    } else if ("stay" in chosen2) {
      this.ask(false);
      part(this.dialog, "[type=submit]", HTMLElement).focus();
    } else if ("later" in chosen2) {
      this.dialog.close();
    } else if ("discard" in chosen2) {
      this.discard();
      this.dialog.close();
    }
  }
};

// src/note_request.ts
var UNKNOWN = { fields: {}, first: "", typed: false };
function value_of(form, name) {
  const field = form.elements.namedItem(name);
  if (field instanceof RadioNodeList) {
    return field.value;
  }
  const shown = field instanceof HTMLInputElement && !field.closest("[data-field][hidden]");
  return shown && field.value.trim() ? field.value : void 0;
}
function request_of(dialog, form, { subject, kind, fields, ticked, payments, text }) {
  const known = JSON.parse(subject.invoices || "[]");
  const names = Object.keys(fields).filter((name) => !["text", "plan"].includes(name));
  const shown = part(dialog, ".invoices", HTMLElement).childElementCount > 0;
  return {
    customer: subject.customer,
    kind: kind === "done" ? subject.stage : kind,
    stage: "outcome" in fields ? subject.stage : void 0,
    ...Object.fromEntries(names.map((name) => [name, value_of(form, name)])),
    text,
    invoices: ticked && (shown || ticked.length) ? ticked : known.length ? known : void 0,
    plan: "plan" in fields ? payments : void 0
  };
}

// src/note_view.ts
function show_empty(dialog) {
  part(dialog, ".about", HTMLElement).hidden = true;
  part(dialog, ".invoices", HTMLElement).replaceChildren();
  part(dialog, "h3", HTMLElement).textContent = "";
}
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
function show_about(dialog, about, is_first) {
  if (is_first) {
    const date = part(dialog, "[name=date]", HTMLInputElement);
    show_invoices(dialog, about);
    date.value ||= about.date;
    date.max = about.as_of;
  }
  part(dialog, "h3", HTMLElement).textContent = about.title;
  part(dialog, ".sum", HTMLOutputElement).textContent = about.plan;
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
  const name_of4 = (place) => place.closest("[data-field][hidden]") ? void 0 : place.dataset.of;
  const known = new Set(places.map(name_of4));
  for (const place of places) {
    const name = name_of4(place);
    const lines = complaints.filter(({ field: field2 }) => (known.has(field2) ? field2 : "") === name).map(({ message }) => message);
    place.textContent = lines.join("\n");
    const field = name ? form.elements.namedItem(name) : null;
    if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
      field.setAttribute("aria-invalid", String(lines.length > 0));
    }
  }
}

// src/plan_rows.ts
var PAYMENTS = 3;
var PlanRows = class {
  /**
   * @param on_change - what to do when a payment was removed.
   */
  constructor(dialog, on_change, on_spread) {
    this.dialog = dialog;
    this.on_change = on_change;
    this.on_spread = on_spread;
    this.list = part(dialog, ".instalments", HTMLOListElement);
    dialog.addEventListener("click", (event) => this.on_click(event));
  }
  dialog;
  on_change;
  on_spread;
  list;
  /** Empty rows for a new plan, or none. */
  reset(is_plan) {
    this.list.replaceChildren();
    for (let row = 0; is_plan && row < PAYMENTS; row++) {
      this.add();
    }
  }
  /** The payments as they were typed. */
  get payments() {
    return [...this.list.children].map((row) => ({
      date: part(row, "[data-part=date]", HTMLInputElement).value,
      amount: part(row, "[data-part=amount]", HTMLInputElement).value
    }));
  }
  /** Fill the rows with payments, in exactly as many rows. */
  set payments(payments) {
    while (this.list.children.length > Math.max(payments.length, 1)) {
      this.list.lastElementChild?.remove();
    }
    while (this.list.children.length < payments.length) {
      this.add();
    }
    for (const [place, { date, amount }] of payments.entries()) {
      const row = this.list.children[place];
      if (row) {
        part(row, "[data-part=date]", HTMLInputElement).value = date;
        part(row, "[data-part=amount]", HTMLInputElement).value = amount;
      }
    }
  }
  /** Fill in what the server proposes, if it proposes something. */
  fill(payments) {
    if (payments.length) {
      this.payments = payments;
    }
  }
  /** All fields of the rows. */
  get fields() {
    return parts(this.list, "input", HTMLElement);
  }
  add() {
    const { content } = part(this.dialog, "template", HTMLTemplateElement);
    this.list.append(content.cloneNode(true));
  }
  on_click(event) {
    const button = around(event, "button");
    if (button && "add" in button.dataset) {
      this.add();
      this.list.lastElementChild?.querySelector("input")?.focus();
    } else if (button && "spread" in button.dataset) {
      const value_of2 = (name) => part(this.dialog, `[data-plan=${name}]`, HTMLInputElement).value;
      this.on_spread({ count: value_of2("count"), from: value_of2("from") });
    } else if (button && "remove" in button.dataset) {
      button.closest("li")?.remove();
      part(this.dialog, "[data-add]", HTMLElement).focus();
      this.on_change();
    }
  }
};

// src/record_buttons.ts
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
function add_days(place) {
  const button = place.querySelector("[data-kind=promise]");
  const page = place.closest(".relance");
  if (!(button instanceof HTMLElement && page instanceof HTMLElement)) {
    return;
  }
  if (!place.closest(".toolbar")?.querySelector("a.primary[href^='tel:']")) {
    return;
  }
  const days = likely_days(page.dataset.day ?? "").map((day) => {
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "muted day";
    chip.dataset.kind = "contact";
    chip.dataset.until = day;
    chip.textContent = day_in_words(day, page.lang);
    chip.ariaLabel = `${button.textContent}: ${chip.textContent}`;
    return chip;
  });
  button.after(...days);
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
      add_days(place);
    }
  }
}
function place_of({ customer, stage, invoices }) {
  const places = parts(document, ".record", HTMLElement);
  const is_its = ({ dataset }) => dataset.customer === customer && dataset.stage === stage && dataset.invoices === invoices;
  return places.find(is_its) ?? null;
}

// src/note_form.ts
var PAUSE = 200;
var NoteForm = class {
  /**
   * @param on_recorded - what to do when a note was written; with the place of its buttons.
   */
  constructor(dialog, on_recorded) {
    this.dialog = dialog;
    this.on_recorded = on_recorded;
    this.form = part(dialog, "form", HTMLFormElement);
    this.submit = part(dialog, "[type=submit]", HTMLButtonElement);
    this.text = part(dialog, "textarea", HTMLTextAreaElement);
    this.rows = new PlanRows(
      dialog,
      () => this.edit(),
      (spread) => void this.draft(spread)
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
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.leaving = new Leaving(
      dialog,
      () => draft_of(this.subject, this.kind) !== null,
      () => {
        forget_draft(this.subject, this.kind);
      }
    );
  }
  dialog;
  on_recorded;
  form;
  submit;
  text;
  rows;
  written;
  leaving;
  label;
  kinds;
  subject = { customer: "", stage: "", invoices: "" };
  /** Where the button was that opened the form. */
  place = null;
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
  /** The invoices that were ticked when the page was left. */
  ticked = null;
  /** Open the form for the action whose buttons are at a place, with some fields filled in. */
  open(place, kind, values = {}) {
    const { customer = "", stage = "", invoices = "", letter } = place.dataset;
    const about = kind === "received" && letter || invoices;
    this.show_form({ customer, stage, invoices: about }, kind, values);
    this.place = place;
  }
  /** Open the form again that was open when the page was left, with what was typed. */
  reopen() {
    const kept = open_draft();
    if (kept) {
      this.show_form(kept.subject, kept.kind);
      this.place = place_of(kept.subject);
    }
  }
  show_form(subject, kind, values = {}) {
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
  restore() {
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
  keep() {
    const ticked = this.preview ? ticked_in(this.dialog) : this.ticked;
    keep_typed(this.form, {
      subject: this.subject,
      kind: this.kind,
      ticked,
      payments: this.rows.payments,
      touched: [...this.touched]
    });
  }
  get asked() {
    return this.kinds[this.kind] ?? UNKNOWN;
  }
  /** The fields that are shown now, with their labels. */
  get fields() {
    return shown_fields(this.form, this.asked.fields);
  }
  /** Whether the user has typed the text, instead of keeping the default. */
  get has_own_text() {
    return this.touched.has("text") || this.asked.typed;
  }
  /** Whether the preview includes everything that was typed. */
  get is_current() {
    return this.preview !== null && this.seen === this.edits && !this.changed;
  }
  /** The contents of the form, in the format of a request. */
  said() {
    return request_of(this.dialog, this.form, {
      subject: this.subject,
      kind: this.kind,
      fields: this.fields,
      ticked: this.preview ? ticked_in(this.dialog) : this.ticked,
      payments: this.rows.payments,
      text: this.has_own_text ? this.text.value : void 0
    });
  }
  /** Request a new draft and show it; the last request wins. */
  async draft(spread) {
    clearTimeout(this.timer);
    const turn = ++this.turn;
    const edits = this.edits;
    let answer;
    try {
      const said = { ...this.said(), spread };
      answer = await post("record_draft", said, this.dialog.dataset);
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
  complain_of_touched() {
    const complaints = this.preview?.complaints ?? [];
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
    } else if (field instanceof HTMLInputElement && field.type === "radio") {
      propose_callback(this.form, field, day_of_page());
      show_fields(this.dialog, this.fields);
    }
    this.edit();
  }
  /** After a change, draft the note when typing pauses. */
  edit() {
    this.edits++;
    this.keep();
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
        this.complain_of_touched();
      }
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
      wrong.push(...this.rows.fields);
    }
    wrong[0]?.focus();
    return draft !== null && !draft.already && (was_current || !(changed || draft.warnings.length));
  }
  async write() {
    const checksum = this.preview?.draft?.checksum;
    const said = { ...this.said(), text: this.text.value, checksum };
    const done2 = await post("record", said, this.dialog.dataset);
    forget_draft(this.subject, this.kind);
    this.dialog.close();
    this.on_recorded(done2, this.subject, this.place);
  }
};

// src/record_clicks.ts
var opened = null;
function open_form(place, kind, values) {
  opened?.open(place, kind, values);
}
function start_recording(page) {
  const dialog = document.getElementById("relance-record");
  const buttons = document.getElementById("relance-record-buttons");
  const line = document.getElementById("relance-recorded-line");
  if (!(dialog instanceof HTMLDialogElement) || !(buttons instanceof HTMLTemplateElement) || !(line instanceof HTMLTemplateElement)) {
    return;
  }
  const words = dialog.dataset;
  const form = new NoteForm(dialog, (written, subject, place) => {
    forget_text(subject.customer, subject.stage, JSON.parse(subject.invoices || "[]"));
    after_writing(written, place);
  });
  opened = form;
  const show3 = () => {
    put_buttons(page, buttons);
    preview_open(page, words);
  };
  show3();
  page.addEventListener("toggle", show3, true);
  page.addEventListener("click", (event) => {
    const more = around(event, "[data-others]");
    if (more) {
      show_others(more);
    }
    const button = around(event, "[data-kind]");
    const place = button?.closest(".record") ?? button?.closest(".opened")?.querySelector(".record");
    if (!button || !(place instanceof HTMLElement)) {
      return;
    }
    if (button.dataset.kind === "done") {
      void done(place, form, words);
    } else {
      const { kind = "", until } = button.dataset;
      const promised = until ? { outcome: "spoken", result: "promise", until } : {};
      form.open(place, kind === "change" ? "done" : kind, promised);
    }
  });
  start_recorded(page, line, words);
  form.reopen();
}

// src/came_back.ts
var goes_on = false;
var CameBack = class {
  constructor(place) {
    this.place = place;
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
  place;
  words;
  list;
  say(text) {
    part(this.place, ".said", HTMLElement).textContent = text;
  }
  async attempt(something) {
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
  async look() {
    const { notes } = await post("mail_received", {}, this.words);
    this.list.replaceChildren(...notes.map((each) => this.row_of(each)));
    this.say(notes.length ? "" : this.words.nothing ?? "");
  }
  row_of(found) {
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
  add_button(row, title, act2) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "muted";
    button.textContent = title;
    button.addEventListener("click", () => {
      button.disabled = true;
      void this.attempt(act2).finally(() => {
        button.disabled = false;
      });
    });
    row.append(button, " ");
  }
  async record({ note: note2 }) {
    const notes = [note2];
    const draft = await post("record_many_draft", { notes }, this.words);
    return await post("record_many", { notes, checksum: draft.checksum }, this.words);
  }
  /** Record the reply, and open the form for what it says. */
  async answer(row, found, kind) {
    keep_recorded(await this.record(found), null);
    const values = { text: found.text };
    if (kind === "contact") {
      values.outcome = "spoken";
    }
    open_form(row, kind, values);
    document.getElementById("relance-record")?.addEventListener("close", refresh, { once: true });
  }
};
function start_came_back(page) {
  const place = page.querySelector(".came-back");
  if (place instanceof HTMLElement) {
    new CameBack(place);
  }
}

// src/find.ts
var PAUSE2 = 80;
function entry({ title, detail, url }) {
  const line = document.createElement("li");
  const link = document.createElement("a");
  const small = document.createElement("small");
  link.href = url;
  small.textContent = detail;
  link.append(title, small);
  line.append(link);
  return line;
}
var Find = class {
  constructor(box, field) {
    this.field = field;
    this.list = part(box, "ul", HTMLElement);
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.going = false;
      this.timer = setTimeout(() => void this.look(), PAUSE2);
    });
    if (field.value) {
      void this.look();
    }
    box.addEventListener("keydown", (event) => this.on_key(event));
    box.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) {
        this.show([]);
      }
    });
  }
  field;
  list;
  timer;
  turn = 0;
  /** Whether to go to the first result as soon as it is there. */
  going = false;
  get links() {
    return parts(this.list, "a", HTMLAnchorElement);
  }
  show(found) {
    this.list.replaceChildren(...found.map(entry));
    this.links[0]?.classList.add("first");
    this.list.hidden = found.length === 0;
    this.field.setAttribute("aria-expanded", String(found.length > 0));
  }
  async look() {
    const turn = ++this.turn;
    const text = this.field.value.trim();
    const query = new URLSearchParams({ q: text });
    const answer = text ? await fetch(`${address_of("find")}?${query}`).catch(() => null) : null;
    const found = answer?.ok ? await answer.json() : [];
    if (turn !== this.turn) {
      return;
    }
    this.show(found);
    if (this.going) {
      this.links[0]?.click();
    }
  }
  on_key(event) {
    event.stopPropagation();
    const { links } = this;
    const place = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = links[place + (event.key === "ArrowDown" ? 1 : -1)];
      (next ?? this.field).focus();
    } else if (event.key === "Enter" && place < 0) {
      event.preventDefault();
      this.going = true;
      clearTimeout(this.timer);
      void this.look();
    } else if (event.key === "Escape") {
      this.field.value = "";
      this.show([]);
      this.field.blur();
    }
  }
};
function start_find(page) {
  const box = page.querySelector(".find");
  if (box instanceof HTMLElement) {
    new Find(box, part(box, "input", HTMLInputElement));
  }
}

// src/forecast.ts
function bar(name, share) {
  const made = element("div", "");
  made.className = name;
  made.style.setProperty("--share", `${share}%`);
  made.hidden = share === 0;
  return made;
}
function week_of(week) {
  const bars = element("div", "");
  bars.className = "week-bar";
  bars.append(bar("likely", week.likely), bar("agreed", week.agreed));
  const summary = element("summary", "");
  const sum = element("b", week.expected);
  sum.className = "num";
  summary.append(sum, element("small", `${week.label} · ${week.band}`));
  const list = element("ul", "");
  for (const { text, url } of week.invoices) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = text;
    const line = element("li", "");
    line.append(link);
    list.append(line);
  }
  const opened2 = element("details", "");
  opened2.append(summary, list);
  const made = element("div", "");
  made.append(bars, opened2);
  return made;
}
async function show(place) {
  const query = new URLSearchParams(location.search);
  query.set("weeks", place.dataset.weeks ?? "");
  const response = await fetch(`${address_of("forecast")}?${query}`).catch(() => null);
  const found = response?.ok ? await response.json().catch(() => null) : null;
  if (!found?.currencies.length || !place.isConnected) {
    return;
  }
  const note2 = element("p", found.note);
  note2.className = "quiet";
  place.append(element("h3", found.title), note2);
  for (const { weeks } of found.currencies) {
    const row = element("div", "");
    row.className = "weeks";
    row.append(...weeks.map(week_of));
    place.append(row);
  }
  if ("past" in place.dataset) {
    place.append(...found.last_month.map((line) => element("p", line)));
  }
  place.hidden = false;
}
function start_forecast(page) {
  for (const place of parts(page, ".expected-cash", HTMLElement)) {
    void show(place);
  }
}

// src/keys.ts
var PREFIXES = /* @__PURE__ */ new Set(["f", "g", "t"]);
var SEQUENCE = 1e3;
var BUTTONS = {
  e: "a.primary",
  d: ".record [data-kind=done]",
  c: ".record [data-kind=contact]",
  p: ".record [data-kind=promise]"
};
var prefix = { key: "", at: 0 };
function rows() {
  return parts(document, ".relance .rows > details", HTMLDetailsElement);
}
function current_row() {
  const focused2 = document.activeElement?.closest(".relance .rows > details");
  return focused2 instanceof HTMLDetailsElement ? focused2 : rows().find((row) => row.open) ?? null;
}
function move(step) {
  const all2 = rows();
  const row = current_row();
  const place = row ? all2.indexOf(row) + step : step > 0 ? 0 : all2.length - 1;
  const next = all2[Math.min(Math.max(place, 0), all2.length - 1)];
  const summary = next?.querySelector("summary");
  summary?.focus({ preventScroll: true });
  summary?.scrollIntoView({ block: "nearest" });
}
function press(selector) {
  const row = current_row();
  if (!row) {
    return;
  }
  const click = () => row.querySelector(selector)?.click();
  if (row.open) {
    click();
  } else {
    row.open = true;
    row.addEventListener("toggle", () => setTimeout(click), { once: true });
  }
}
function act(key) {
  const button = BUTTONS[key];
  if (key === "j" || key === "k") {
    move(key === "j" ? 1 : -1);
  } else if (button) {
    press(button);
  } else if (key === "x") {
    let tick = current_row()?.previousElementSibling;
    if (tick?.matches(".quick")) {
      tick = tick.previousElementSibling;
    }
    if (tick instanceof HTMLInputElement) {
      tick.click();
    }
  } else if (key === "u") {
    parts(document, ".recorded [data-undo]:not([hidden])", HTMLElement).at(-1)?.click();
  } else if (key === "/") {
    document.querySelector("#relance-find")?.focus();
  } else if (key === "?") {
    document.querySelector(".relance-keys")?.showModal();
  } else {
    return false;
  }
  return true;
}
function is_taken(event) {
  const target = event.target instanceof Element ? event.target : null;
  const typed = target?.closest("input:not(.tick), textarea, select, dialog, [contenteditable]");
  const goes_on2 = PREFIXES.has(prefix.key) && event.timeStamp - prefix.at < SEQUENCE;
  prefix = { key: event.key, at: event.timeStamp };
  return Boolean(typed) || goes_on2 || event.ctrlKey || event.altKey || event.metaKey;
}
function listen_to_keys() {
  document.addEventListener("keydown", (event) => {
    const page = document.querySelector(".relance");
    if (page && !is_taken(event) && act(event.key)) {
      event.preventDefault();
    }
  });
}
function start_keys(page) {
  const dialog = page.querySelector(".relance-keys");
  if (dialog instanceof HTMLDialogElement) {
    part(dialog, "[data-close]", HTMLElement).addEventListener("click", () => dialog.close());
  }
}

// src/mail_frame.ts
function received(html, title) {
  const frame = document.createElement("iframe");
  frame.className = "received";
  frame.title = title;
  frame.setAttribute("sandbox", "");
  frame.srcdoc = html;
  return frame;
}

// src/mails.ts
function is_about(action, mail) {
  const [one, other] = [action, mail].map((each) => JSON.stringify(each.invoices));
  return action.customer === mail.customer && action.stage === mail.stage && one === other;
}
function rows_of(page, button) {
  const own = button.closest("details.action");
  if (own instanceof HTMLElement) {
    return [own];
  }
  return parts(page, ".tick:checked", HTMLInputElement).map(row_of);
}
var Mails = class {
  constructor(page, dialog) {
    this.dialog = dialog;
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
  dialog;
  words;
  confirm;
  stopped = false;
  is_sending = false;
  is_stale = false;
  complain(message) {
    part(this.dialog, ".complaint", HTMLElement).textContent = message;
  }
  /** Do something, and say what the server has against it; whether it was done. */
  async attempt(something) {
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
  async open(way, rows2) {
    const actions = rows2.map((row) => {
      const { customer = "", stage = "", invoices } = part(row, ".record", HTMLElement).dataset;
      const about = JSON.parse(invoices || "[]");
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
      const preview2 = await post("mail_preview", { way, actions }, this.words);
      const shown = preview2.mails.map((mail) => ({ mail, place: this.shown(mail) }));
      list.replaceChildren(
        ...preview2.unclear.map(({ message, text }) => this.question(message, text)),
        ...shown.map(({ place }) => place),
        ...preview2.notes.map((note2) => element("p", note2))
      );
      for (const details of list.querySelectorAll("details")) {
        details.open = shown.length === 1;
      }
      this.complain(preview2.complaint);
      const going = shown.filter(({ mail }) => !mail.held).map(({ mail, place }) => ({ mail, said: part(place, ".said", HTMLElement) }));
      this.confirm.disabled = going.length === 0 || preview2.complaint !== "";
      this.confirm.onclick = () => {
        this.confirm.disabled = true;
        const asked = going.map(({ mail, said }) => {
          const { customer, stage, invoices, checksum } = mail;
          const own = actions.find((each) => is_about(each, mail));
          return { action: { ...own, customer, stage, invoices, checksum }, said };
        });
        void this.attempt(
          () => way === "send" ? this.send(asked, preview2.pause) : this.store(asked)
        );
      };
      this.confirm.focus();
    });
  }
  shown(mail) {
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
  question(message, text) {
    const place = element("p", `${text} `);
    for (const [label, sent] of [
      [this.words.went, true],
      [this.words.didNot, false]
    ]) {
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
  async store(asked) {
    const actions = asked.map(({ action }) => action);
    const { lines } = await post("mail_drafts", { actions }, this.words);
    asked.forEach(({ said }, place) => {
      said.textContent = `✓ ${this.words.stored}: ${lines[place] ?? ""}`;
    });
  }
  /** Send one e-mail after the other; closing the list stops it. */
  async send(asked, pause) {
    this.is_sending = true;
    try {
      for (const [place, { action, said }] of asked.entries()) {
        if (place) {
          await new Promise((go_on2) => setTimeout(go_on2, pause * 1e3));
        }
        if (this.stopped) {
          return;
        }
        said.textContent = "…";
        this.is_stale = true;
        const sent = await post("mail_send", { actions: [action] }, this.words).finally(
          () => {
            said.textContent = "";
          }
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
};
function start_mails(page) {
  const dialog = page.querySelector(".relance-mails");
  if (dialog instanceof HTMLDialogElement) {
    new Mails(page, dialog);
  }
}

// src/new_day.ts
var DAY_ASKED = 10 * 60 * 1e3;
function is_typed2() {
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
  if (is_typed2()) {
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

// src/news.ts
async function show_news(place) {
  const response = await fetch(`${address_of("news")}${location.search}`).catch(() => null);
  const news = response?.ok ? await response.json().catch(() => null) : null;
  if (!news || !place.isConnected) {
    return;
  }
  part(place, "summary", HTMLElement).textContent = news.summary;
  part(place, "ul", HTMLElement).replaceChildren(...news.lines.map((line) => element("li", line)));
  place.classList.toggle("quiet", news.lines.length === 0);
  place.hidden = false;
}
function start_news(page) {
  const place = page.querySelector(".news-since");
  if (place instanceof HTMLElement) {
    void show_news(place);
  }
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
      const { text, effects, receipt } = await post("match", asked, list.dataset);
      keep_recorded({ title: text, place: "", effects, receipt }, null);
      refresh();
    } catch (error) {
      const complaint = button.closest(".opened")?.querySelector(".complaint");
      if (complaint) {
        complaint.textContent = error instanceof Refused ? error.message : String(error);
      }
      button.disabled = false;
    }
  });
}

// src/picture.ts
async function seen_of(query, row) {
  const text = changed_text(row);
  const request = text ? fetch(address_of(`pages_edited?${query}`), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(text)
  }) : fetch(address_of(`pages?${query}`));
  const response = await request.catch(() => null);
  return response?.ok ? await response.json().catch(() => null) : null;
}
async function show2(button, printed, unasked = false) {
  const box = button.closest(".letter");
  const row = button.closest("details, section");
  if (!(box instanceof HTMLElement && row instanceof HTMLElement)) {
    return;
  }
  const place = part(box, ".printed", HTMLElement);
  const subject = part(box, ".subject", HTMLInputElement).value;
  const seen = printed ? await seen_of(button.dataset.picture ?? "", row) : null;
  if (unasked && (changed_text(row) || box.contains(document.activeElement))) {
    return;
  }
  const images = (seen?.pages ?? []).map((svg, number) => {
    const image = document.createElement("img");
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    image.alt = `${subject} (${number + 1})`;
    return image;
  });
  place.replaceChildren(...images, ...seen?.html ? [received(seen.html, subject)] : []);
  const is_shown = place.childElementCount > 0;
  place.hidden = !is_shown;
  box.classList.toggle("as-printed", images.length > 0);
  box.classList.toggle("as-received", Boolean(seen?.html));
  button.setAttribute("aria-pressed", String(is_shown));
  button.dataset.print ??= button.textContent ?? "";
  button.textContent = (is_shown ? button.dataset.edit : button.dataset.print) ?? "";
}
function start_pictures(page) {
  const show_opened = () => {
    for (const button of parts(page, "[data-picture]:not([data-seen])", HTMLElement)) {
      const row = button.closest("details");
      if (!row || row.open) {
        button.dataset.seen = "";
        button.addEventListener("click", () => {
          const printed = button.getAttribute("aria-pressed") === "true";
          void show2(button, !printed).then(() => {
            if (printed) {
              part(button.closest(".letter") ?? page, "textarea", HTMLTextAreaElement).focus();
            }
          });
        });
        const place = button.closest("details, section");
        if (place instanceof HTMLElement && !changed_text(place)) {
          void show2(button, true, true);
        }
      }
    }
  };
  show_opened();
  page.addEventListener("toggle", show_opened, true);
}

// src/sidebar.ts
var NAME2 = "relance-count";
async function count_in_sidebar() {
  const link = document.querySelector("aside a[href*='/extension/Relance/']");
  if (!link) {
    return;
  }
  const address = new URL("count", link.href.replace(/[?#].*$/, ""));
  const response = await fetch(address).catch(() => null);
  const count = response?.ok ? (await response.text()).trim() : "";
  link.querySelector(`.${NAME2}`)?.remove();
  if (/^[1-9][0-9]*$/.test(count)) {
    const shown = document.createElement("span");
    shown.className = NAME2;
    shown.textContent = count;
    shown.style.cssText = "float: right; padding: 0 6px; margin-left: .5em; font-size: .9em; border-radius: 12px; color: var(--text-color); background: var(--background-darkest)";
    link.append(shown);
  }
}

// src/sifting.ts
function go(form, asked) {
  const address = new URL(location.href);
  for (const field of parts(form, "select, input", HTMLElement)) {
    const { name, value } = field;
    if (value.trim()) {
      address.searchParams.set(name, value.trim());
    } else {
      address.searchParams.delete(name);
    }
  }
  address.searchParams.delete("sheet");
  if (asked.has(address.href)) {
    return;
  }
  asked.add(address.href);
  const link = document.createElement("a");
  link.href = address.pathname + address.search;
  form.append(link);
  link.click();
  link.remove();
}
function start_sifting(page) {
  for (const form of parts(page, "form.sift", HTMLFormElement)) {
    const asked = /* @__PURE__ */ new Set();
    form.addEventListener("change", () => go(form, asked));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(form, asked);
    });
  }
}

// src/extension.ts
function open_target() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}
function name_view(page) {
  const view = page.querySelector(".views [aria-current]")?.firstChild?.textContent ?? "";
  const named = (view || page.dataset.title || "").trim();
  document.title = [named, page.dataset.company].filter(Boolean).join(" – ");
}
var extension_default = {
  onPageLoad() {
    void count_in_sidebar();
  },
  init() {
    watch_the_day();
    listen_to_keys();
  },
  onExtensionPageLoad() {
    const page = document.querySelector(".relance");
    if (!(page instanceof HTMLElement)) {
      return;
    }
    start_refreshed();
    start_letters(page);
    start_batch(page);
    start_mails(page);
    start_came_back(page);
    start_find(page);
    start_keys(page);
    start_recording(page);
    start_payments(page);
    start_news(page);
    start_forecast(page);
    start_backtest(page);
    start_sifting(page);
    start_pictures(page);
    start_whereabouts(page);
    page.querySelector("[data-today]")?.addEventListener("click", () => location.reload());
    for (const chart of parts(page, ".chart .scroll", HTMLElement)) {
      chart.scrollLeft = chart.scrollWidth;
    }
    open_target();
    name_view(page);
  }
};
export {
  extension_default as default
};
