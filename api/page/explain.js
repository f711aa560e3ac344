// Why the brief has these sentences: every candidate that was weighed, and its translations.

import { h } from "./dom.js";
import { clean } from "./text.js";
import { ratio, reworded } from "./strings.js";

export function explanation(words, brief) {
  const source = brief.article.language;
  const languages = source === "ar" ? [["ar", "rtl"], ["en", "ltr"]] : [["en", "ltr"], ["ar", "rtl"]];
  const chosen = brief.explain.filter((choice) => choice.chosen).length;
  return h("details", { class: "explain" },
    h("summary", {}, h("h2", {}, words.explain), " ", h("span", { class: "note" }, words.chosenOf(chosen, brief.explain.length))),
    h("p", { class: "lead" }, words.explainLead),
    h("ol", { class: "choices", role: "list" }, brief.explain.map((choice, i) => choiceView(words, choice, i, languages))));
}

function choiceView(words, choice, number, [here, there]) {
  const reason = reworded(words.reasons, choice.reason);
  // What is weighed is in the article's language, unless the model wrote it in the other one.
  const [lang, dir] = /\p{Script=Arabic}/u.test(choice.text) === (here[0] === "ar") ? here : there;
  const [otherLang, otherDir] = lang === here[0] ? there : here;
  return h("li", { class: choice.chosen ? "choice chosen" : "choice" },
    h("p", { class: "s", lang, dir }, clean(choice.text)),
    h("p", { class: "why" },
      choice.chosen && [h("span", { class: "taken" }, words.taken), " "],
      reason ?? h("span", { lang: "en", dir: "ltr" }, choice.reason)),
    h("dl", { class: "weights" },
      weight(words.salience, choice.salience, `${number}-salience`),
      weight(words.adequacy, choice.adequacy, `${number}-adequacy`),
      h("div", {}, h("dt", {}, words.score), h("dd", {}, h("bdi", {}, ratio(choice.score))))),
    choice.translations.length > 0 && h("details", {},
      h("summary", {}, words.translationsWeighed(choice.translations.length)),
      h("ol", { class: "translations", role: "list" }, choice.translations.map(({ text, score }, i) =>
        h("li", {}, h("p", { lang: otherLang, dir: otherDir }, clean(text)),
          h("p", { class: "note" }, i === 0 && h("span", { class: "taken" }, words.won), " ", h("bdi", {}, ratio(score))))))));
}

function weight(name, value, id) {
  if (value === null) return h("div", {}, h("dt", {}, name), h("dd", {}, "–"));
  return h("div", {}, h("dt", { id: `weight-${id}` }, name),
    h("dd", {}, h("meter", { min: 0, max: 1, value, "aria-labelledby": `weight-${id}` }), " ", h("bdi", {}, ratio(value))));
}
