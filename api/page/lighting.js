// Lights a sentence, its partner and its evidence together: while pointed at or focused, or for good when chosen.

import { one, scrollWithin } from "./dom.js";

export class Lighting {
  constructor(root) {
    this.root = root;
    this.pinned = "";
    root.addEventListener("pointerover", (event) => this.#light("lit", event.target));
    root.addEventListener("pointerleave", () => this.#light("lit", null));
    root.addEventListener("focusin", (event) => this.#light("lit", event.target));
    root.addEventListener("focusout", () => this.#light("lit", null));
    root.addEventListener("click", (event) => this.#click(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.pinned && !one("dialog[open]")) this.pin("");
    });
  }

  /** Keeps `groups` lit until something else is chosen; names are parted by spaces. */
  pin(groups) {
    this.pinned = groups;
    this.#mark("pinned", groups);
    for (const button of this.root.querySelectorAll(".n")) {
      button.setAttribute("aria-pressed", String(Boolean(groups) && button.closest("[data-g]").matches(".pinned")));
    }
  }

  #light(name, target) {
    this.#mark(name, target?.closest?.("[data-g]")?.dataset.g ?? "");
  }

  #mark(name, groups) {
    const wanted = new Set(groups.split(" ").filter(Boolean));
    for (const element of this.root.querySelectorAll("[data-g]")) {
      element.classList.toggle(name, element.dataset.g.split(" ").some((group) => wanted.has(group)));
    }
  }

  #click(event) {
    const chosen = event.target.closest("[data-g]");
    const button = event.target.closest("button, a");
    if (!chosen || (button && !button.matches(".n")) || (!button && String(getSelection()))) return;
    this.pin(chosen.dataset.g === this.pinned ? "" : chosen.dataset.g);
    if (!this.pinned) return;
    if (chosen.matches("mark")) this.root.querySelector(".card.pinned")?.scrollIntoView({ block: "nearest" });
    else scrollWithin(this.root.querySelector(".page"), this.root.querySelector("mark.pinned"));
  }
}
