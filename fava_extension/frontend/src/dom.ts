/** Small helpers for parts of the page. */

/** A part of the page that must exist. */
export function part<T extends Element>(
  parent: ParentNode,
  selector: string,
  type: new () => T,
): T {
  const found = parent.querySelector(selector);
  if (!(found instanceof type)) {
    throw new Error(`no ${selector}`);
  }
  return found;
}

/** All parts that match, of one type. */
export function parts<T extends Element>(
  parent: ParentNode,
  selector: string,
  type: new () => T,
): T[] {
  return [...parent.querySelectorAll(selector)].filter(
    (found): found is T => found instanceof type,
  );
}

/** A new element with a text. */
export function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/** The closest HTML element around the target of an event that matches a selector. */
export function around(event: Event, selector: string): HTMLElement | null {
  const found = event.target instanceof Element ? event.target.closest(selector) : null;
  return found instanceof HTMLElement ? found : null;
}

/** The day that the page shows. */
export function day_of_page(): string {
  return document.querySelector<HTMLElement>(".relance")?.dataset.day ?? "";
}

/** Propose a text; if its field has the focus, what is typed next takes its place. */
export function propose(field: HTMLTextAreaElement, text: string): void {
  if (field.value !== text) {
    field.value = text;
    if (document.activeElement === field) {
      field.select();
    }
  }
}
