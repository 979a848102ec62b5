/** Leaving the form: nothing that was typed is thrown away without a question. */

import { around, part } from "./dom.ts";

export class Leaving {
  /**
   * @param is_typed - whether something was typed into the form.
   * @param discard - throw away what was typed.
   */
  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly is_typed: () => boolean,
    private readonly discard: () => void,
  ) {
    dialog.addEventListener("click", (event) => this.on_click(event));
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        event.preventDefault();
        this.leave();
      }
    });
  }

  /** Ask what is to become of what was typed, or stop asking. */
  ask(asking: boolean): void {
    const question = part(this.dialog, ".leaving", HTMLElement);
    question.hidden = !asking;
    part(this.dialog, "footer", HTMLElement).hidden = asking;
    if (asking) {
      part(question, "[data-stay]", HTMLElement).focus();
    }
  }

  /** Close the form; if something was typed, ask first, but not twice. */
  private leave(): void {
    const asked = !part(this.dialog, ".leaving", HTMLElement).hidden;
    if (asked || !this.is_typed()) {
      this.dialog.close();
    } else {
      this.ask(true);
    }
  }

  private on_click(event: Event): void {
    const chosen = around(event, "button")?.dataset ?? {};
    if ("cancel" in chosen) {
      this.leave();
    } else if ("stay" in chosen) {
      this.ask(false);
      part(this.dialog, "[type=submit]", HTMLElement).focus();
    } else if ("later" in chosen) {
      this.dialog.close();
    } else if ("discard" in chosen) {
      this.discard();
      this.dialog.close();
    }
  }
}
