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

export default {
  onExtensionPageLoad() {
    for (const button of document.querySelectorAll(".relance [data-copy]")) {
      if (button instanceof HTMLElement) {
        button.addEventListener("click", () => void on_copy(button));
      }
    }
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
