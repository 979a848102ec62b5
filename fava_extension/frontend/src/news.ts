/** What is new since the last working day; it is asked for when the page is there. */

import { address_of } from "./api.ts";
import { element, part } from "./dom.ts";

interface News {
  summary: string;
  lines: string[];
}

async function show_news(place: HTMLElement): Promise<void> {
  const response = await fetch(`${address_of("news")}${location.search}`).catch(() => null);
  const news: News | null = response?.ok ? await response.json().catch(() => null) : null;
  if (!news || !place.isConnected) {
    return;
  }
  part(place, "summary", HTMLElement).textContent = news.summary;
  part(place, "ul", HTMLElement).replaceChildren(...news.lines.map((line) => element("li", line)));
  place.classList.toggle("quiet", news.lines.length === 0);
  place.hidden = false;
}

/** Show what is new, if the page has a place for it. */
export function start_news(page: HTMLElement): void {
  const place = page.querySelector(".news-since");
  if (place instanceof HTMLElement) {
    void show_news(place);
  }
}
