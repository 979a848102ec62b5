/** The box that finds customers and invoices. */

import { address_of } from "./api.ts";
import { part, parts } from "./dom.ts";

interface Found {
  title: string;
  detail: string;
  url: string;
}

/** How long to wait after the last keystroke, in milliseconds. */
const PAUSE = 80;

function entry({ title, detail, url }: Found): HTMLLIElement {
  const line = document.createElement("li");
  const link = document.createElement("a");
  const small = document.createElement("small");
  link.href = url;
  small.textContent = detail;
  link.append(title, small);
  line.append(link);
  return line;
}

class Find {
  private readonly list: HTMLElement;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  /** Whether to go to the first result as soon as it is there. */
  private going = false;

  constructor(
    box: HTMLElement,
    private readonly field: HTMLInputElement,
  ) {
    this.list = part(box, "ul", HTMLElement);
    field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.going = false;
      this.timer = setTimeout(() => void this.look(), PAUSE);
    });
    if (field.value) {
      void this.look(); // somebody has typed before the script was there
    }
    box.addEventListener("keydown", (event) => this.on_key(event));
    box.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) {
        this.show([]);
      }
    });
  }

  private get links(): HTMLAnchorElement[] {
    return parts(this.list, "a", HTMLAnchorElement);
  }

  private show(found: readonly Found[]): void {
    this.list.replaceChildren(...found.map(entry));
    this.links[0]?.classList.add("first");
    this.list.hidden = found.length === 0;
    this.field.setAttribute("aria-expanded", String(found.length > 0));
  }

  private async look(): Promise<void> {
    const turn = ++this.turn;
    const text = this.field.value.trim();
    const query = new URLSearchParams({ q: text });
    const answer = text ? await fetch(`${address_of("find")}?${query}`).catch(() => null) : null;
    const found: Found[] = answer?.ok ? await answer.json() : [];
    if (turn !== this.turn) {
      return;
    }
    this.show(found);
    if (this.going) {
      this.links[0]?.click();
    }
  }

  private on_key(event: KeyboardEvent): void {
    event.stopPropagation();
    const { links } = this;
    const place = links.indexOf(document.activeElement as HTMLAnchorElement);
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
}

/** Set up the box, if the page has one. */
export function start_find(page: HTMLElement): void {
  const box = page.querySelector(".find");
  if (box instanceof HTMLElement) {
    new Find(box, part(box, "input", HTMLInputElement));
  }
}
