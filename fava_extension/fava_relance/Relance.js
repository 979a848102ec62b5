// @ts-check

/** How long a button says that it has copied, in milliseconds. */
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
 * Copy what the button stands for, and say so on it for a moment.
 * @param {HTMLElement} button
 */
async function on_copy(button) {
  const target = document.getElementById(button.dataset.copy ?? "");
  if (!target || button.dataset.label) {
    return;
  }
  const copied = await copy(target.textContent ?? "");
  button.focus();
  if (!copied) {
    return;
  }
  button.dataset.label = button.textContent ?? "";
  button.textContent = button.dataset.copied ?? "";
  setTimeout(() => {
    button.textContent = button.dataset.label ?? "";
    delete button.dataset.label;
  }, SHOWN);
}

/** Open the row that the address names, such as #action-boulangerie-martin. */
function open_named() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) {
    named.open = true;
    named.scrollIntoView();
  }
}

export default {
  onExtensionPageLoad() {
    for (const button of document.querySelectorAll(".relance [data-copy]")) {
      if (button instanceof HTMLElement) {
        button.addEventListener("click", () => void on_copy(button));
      }
    }
    open_named();
  },
};
