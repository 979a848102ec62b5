/** The script of the page, as Fava loads it: it calls these functions. */

import { start_letters } from "./action_text.ts";
import { start_backtest } from "./backtest.ts";
import { start_batch } from "./batch.ts";
import { start_came_back } from "./came_back.ts";
import { parts } from "./dom.ts";
import { start_find } from "./find.ts";
import { start_forecast } from "./forecast.ts";
import { listen_to_keys, start_keys } from "./keys.ts";
import { start_mails } from "./mails.ts";
import { watch_the_day } from "./new_day.ts";
import { start_news } from "./news.ts";
import { start_payments } from "./payments.ts";
import { start_pictures } from "./picture.ts";
import { start_recording } from "./record_clicks.ts";
import { start_refreshed } from "./refresh.ts";
import { count_in_sidebar } from "./sidebar.ts";
import { start_sifting } from "./sifting.ts";
import { start_whereabouts } from "./whereabouts.ts";

/** Open the row that the URL names, such as #action-boulangerie-martin. */
function open_target(): void {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

/** Name the view in the browser's title, so that history and bookmarks tell pages apart. */
function name_view(page: HTMLElement): void {
  const view = page.querySelector(".views [aria-current]")?.firstChild?.textContent ?? "";
  const named = (view || page.dataset.title || "").trim();
  document.title = [named, page.dataset.company].filter(Boolean).join(" – ");
}

export default {
  onPageLoad(): void {
    void count_in_sidebar();
  },
  init(): void {
    watch_the_day();
    listen_to_keys();
  },
  onExtensionPageLoad(): void {
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
      chart.scrollLeft = chart.scrollWidth; // show the latest months
    }
    open_target();
    name_view(page);
  },
};
