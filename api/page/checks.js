// The dialog with every check of a brief, sentence by sentence.

import { bad, flawView, sides } from "./brief.js";
import { h } from "./dom.js";
import { reworded } from "./strings.js";
import { clean } from "./text.js";

export function showChecks(words, dialog, brief, sentence) {
  const { checks, verdict } = brief.fidelity;
  const numbers = [...new Set(checks.map((check) => check.sentence))].sort((a, b) => a - b);
  dialog.replaceChildren(
    h("header", {},
      h("h2", { id: "checks-title", tabindex: "-1", autofocus: true }, words.checks, " ",
        h("span", { class: `verdict ${verdict}` }, h("span", { class: "badge" }, words.verdicts[verdict]))),
      h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, words.close)),
    ...(checks.length ? numbers.map((number) => group(words, brief, number)) : [h("p", {}, words.nothingChecked)]));
  dialog.showModal();
  const start = sentence === null ? null : dialog.querySelector(`[data-sentence="${sentence}"]`);
  if (start) start.scrollIntoView({ block: "start" });
  else dialog.scrollTop = 0;
}

function group(words, brief, number) {
  const { source, target } = sides(brief);
  const name = number < 0 ? words.headlineName : words.sentence(number + 1);
  // A short rule for the eye: problems first.
  const checks = brief.fidelity.checks.filter((check) => check.sentence === number).sort((a, b) => bad(b) - bad(a));
  return h("section", { "data-sentence": number, "aria-label": name },
    h("h3", {}, name),
    h("ul", { role: "list" }, checks.map((check) =>
      h("li", { class: bad(check) ? "check-row bad" : "check-row" },
        h("span", { class: "kind" }, words.kinds[check.kind] ?? check.kind),
        h("span", { class: "items" }, items(words, check, source.language, target.language)),
        h("span", { class: "state" }, words.statuses[check.status] ?? check.status),
        bad(check) && flawView(words, check)))));
}

/** What was held against what; a figure that both sides share is given once. */
function items(words, check, source, target) {
  if (!check.source && !check.target) return null;
  const [one, other] = [[check.source, source], [check.target, target]].map(([text, language]) => {
    const measure = reworded(words.measures, text);
    return h("bdi", { lang: measure ? words.code : language }, measure ?? (clean(text) || "–"));
  });
  if (check.kind === "meaning" && check.source === check.target) return one;
  return [one, h("span", { class: "to", "aria-hidden": "true" }, words.dir === "rtl" ? " ← " : " → "), other];
}
