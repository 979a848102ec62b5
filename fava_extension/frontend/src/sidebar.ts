/** How many actions are due, beside our link in Fava's sidebar; Fava itself lets us name it only. */

const NAME = "relance-count";

/** Show the count, on whatever page Fava has opened. */
export async function count_in_sidebar(): Promise<void> {
  const link = document.querySelector<HTMLAnchorElement>("aside a[href*='/extension/Relance/']");
  if (!link) {
    return;
  }
  const address = new URL("count", link.href.replace(/[?#].*$/, ""));
  const response = await fetch(address).catch(() => null);
  const count = response?.ok ? (await response.text()).trim() : "";
  link.querySelector(`.${NAME}`)?.remove();
  if (/^[1-9][0-9]*$/.test(count)) {
    const shown = document.createElement("span");
    shown.className = NAME;
    shown.textContent = count;
    shown.style.cssText =
      "float: right; padding: 0 6px; margin-left: .5em; font-size: .9em; border-radius: 12px; " +
      "color: var(--text-color); background: var(--background-darkest)";
    link.append(shown);
  }
}
