"use strict";
// Pins the sentence that was chosen, with its partner and evidence, and brings the evidence into view.
(() => {
  const main = document.querySelector("main");
  const page = document.querySelector(".page");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let current = "";

  function pin(groups) {
    for (const element of main.querySelectorAll(".pinned")) element.classList.remove("pinned");
    current = groups === current ? "" : groups;
    for (const name of current.split(" ").filter(Boolean)) {
      for (const element of main.querySelectorAll(`[data-g~="${name}"]`)) element.classList.add("pinned");
    }
  }

  function show(element) {
    element?.scrollIntoView({ block: "nearest", behavior: calm.matches ? "auto" : "smooth" });
  }

  main.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-g]");
    const link = event.target.closest("a");
    if (!chosen || (link && link.classList.contains("review")) || String(getSelection())) return;
    if (link) event.preventDefault();
    pin(chosen.dataset.g);
    if (!current) return;
    if (chosen.matches("mark")) show(main.querySelector(".card.pinned"));
    else if (link || page.scrollHeight > page.clientHeight) show(page.querySelector("mark.pinned"));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && current) pin("");
  });
})();
