/** The payments of a plan in the form, one a row. */

import { around, part, parts } from "./dom.ts";

export interface Payment {
  date: string;
  amount: string;
}

/** What the server is asked to fill in: equal payments that add up to the cent. */
export interface Spread {
  count: string;
  from: string;
}

/** The number of empty payments in a new plan. */
const PAYMENTS = 3;

export class PlanRows {
  private readonly list: HTMLOListElement;

  /**
   * @param on_change - what to do when a payment was removed.
   */
  constructor(
    private readonly dialog: HTMLElement,
    private readonly on_change: () => void,
    private readonly on_spread: (spread: Spread) => void,
  ) {
    this.list = part(dialog, ".instalments", HTMLOListElement);
    dialog.addEventListener("click", (event) => this.on_click(event));
  }

  /** Empty rows for a new plan, or none. */
  reset(is_plan: boolean): void {
    this.list.replaceChildren();
    for (let row = 0; is_plan && row < PAYMENTS; row++) {
      this.add();
    }
  }

  /** The payments as they were typed. */
  get payments(): Payment[] {
    return [...this.list.children].map((row) => ({
      date: part(row, "[data-part=date]", HTMLInputElement).value,
      amount: part(row, "[data-part=amount]", HTMLInputElement).value,
    }));
  }

  /** Fill the rows with payments, in exactly as many rows. */
  set payments(payments: Payment[]) {
    while (this.list.children.length > Math.max(payments.length, 1)) {
      this.list.lastElementChild?.remove();
    }
    while (this.list.children.length < payments.length) {
      this.add();
    }
    for (const [place, { date, amount }] of payments.entries()) {
      const row = this.list.children[place];
      if (row) {
        part(row, "[data-part=date]", HTMLInputElement).value = date;
        part(row, "[data-part=amount]", HTMLInputElement).value = amount;
      }
    }
  }

  /** Fill in what the server proposes, if it proposes something. */
  fill(payments: Payment[]): void {
    if (payments.length) {
      this.payments = payments;
    }
  }

  /** All fields of the rows. */
  get fields(): HTMLElement[] {
    return parts(this.list, "input", HTMLElement);
  }

  private add(): void {
    const { content } = part(this.dialog, "template", HTMLTemplateElement);
    this.list.append(content.cloneNode(true));
  }

  private on_click(event: Event): void {
    const button = around(event, "button");
    if (button && "add" in button.dataset) {
      this.add();
      this.list.lastElementChild?.querySelector("input")?.focus();
    } else if (button && "spread" in button.dataset) {
      const value_of = (name: string) =>
        part(this.dialog, `[data-plan=${name}]`, HTMLInputElement).value;
      this.on_spread({ count: value_of("count"), from: value_of("from") });
    } else if (button && "remove" in button.dataset) {
      button.closest("li")?.remove();
      part(this.dialog, "[data-add]", HTMLElement).focus();
      this.on_change();
    }
  }
}
