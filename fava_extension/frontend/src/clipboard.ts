/** The clipboard, and buttons that say for a moment that they have done something. */

/** How long a button shows that it is done, in milliseconds. */
const SHOWN = 1500;

/**
 * Copy a text to the clipboard.
 *
 * Browsers have no clipboard API over plain HTTP from another machine, and may refuse access;
 * then a selection is copied with execCommand.
 *
 * @returns whether it was copied.
 */
export async function copy(text: string): Promise<boolean> {
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

/** Show on a button, for a moment, that it is done. */
export function show_done(button: HTMLElement): void {
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

/** Copy the current value of the field that a button belongs to. */
export async function on_copy(button: HTMLElement): Promise<void> {
  const target = document.getElementById(button.dataset.copy ?? "");
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    const copied = await copy(target.value);
    button.focus();
    if (copied) {
      show_done(button);
    }
  }
}
