/** What is expected in the next weeks, as bars; each opens to its invoices. */

import { address_of } from "./api.ts";
import { element, parts } from "./dom.ts";

interface Week {
  label: string;
  expected: string;
  band: string;
  likely: number;
  agreed: number;
  invoices: { text: string; url: string }[];
}

interface Expected {
  title: string;
  note: string;
  currencies: { currency: string; weeks: Week[] }[];
  last_month: string[];
}

function bar(name: string, share: number): HTMLElement {
  const made = element("div", "");
  made.className = name;
  made.style.setProperty("--share", `${share}%`);
  made.hidden = share === 0;
  return made;
}

function week_of(week: Week): HTMLElement {
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
  const opened = element("details", "");
  opened.append(summary, list);
  const made = element("div", "");
  made.append(bars, opened);
  return made;
}

async function show(place: HTMLElement): Promise<void> {
  const query = new URLSearchParams(location.search);
  query.set("weeks", place.dataset.weeks ?? "");
  const response = await fetch(`${address_of("forecast")}?${query}`).catch(() => null);
  const found: Expected | null = response?.ok ? await response.json().catch(() => null) : null;
  if (!found?.currencies.length || !place.isConnected) {
    return;
  }
  const note = element("p", found.note);
  note.className = "quiet";
  place.append(element("h3", found.title), note);
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

/** Show what is expected, where the page has a place for it. */
export function start_forecast(page: HTMLElement): void {
  for (const place of parts(page, ".expected-cash", HTMLElement)) {
    void show(place);
  }
}
