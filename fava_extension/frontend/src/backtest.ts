/** The last year replayed: two lines of reminders so far, and a table of both by stage. */

import { address_of } from "./api.ts";
import { element, part } from "./dom.ts";

interface Replayed {
  months: string[];
  lines: { name: string; values: number[] }[];
  rows: string[][];
  notes: string[];
}

const SVG = "http://www.w3.org/2000/svg";

function chart_of({ months, lines }: Replayed): HTMLElement {
  const most = Math.max(1, ...lines.flatMap(({ values }) => values));
  const width = Math.max(1, months.length - 1);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} 100`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const { values } of lines) {
    const line = document.createElementNS(SVG, "polyline");
    const points = values.map((value, month) => `${month},${100 - (100 * value) / most}`);
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

function table_of({ rows, lines }: Replayed, words: DOMStringMap): HTMLElement {
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
  for (const cells of rows) {
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

async function replay(place: HTMLElement): Promise<void> {
  const said = part(place, ".said", HTMLElement);
  said.textContent = said.dataset.wait ?? "";
  const response = await fetch(address_of("backtest")).catch(() => null);
  const found: Replayed | null = response?.ok ? await response.json().catch(() => null) : null;
  said.textContent = found ? "" : (place.dataset.failed ?? "");
  if (found) {
    const shown = part(place, ".replayed", HTMLElement);
    const notes = found.notes.map((note) => element("p", note));
    shown.replaceChildren(chart_of(found), table_of(found, place.dataset), ...notes);
    shown.hidden = false;
  }
}

/** Set up the button that replays the last year, if the page has it. */
export function start_backtest(page: HTMLElement): void {
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
