// What is seen while a brief is written, and what if it cannot be.

import { h } from "./dom.js";
import { clean } from "./text.js";

// The steps that are shown, and the stages of the service that belong to each.
const STEPS = [
  ["read", ["queue", "fetch", "read", "wait", "again"]],
  ["summarize", ["summarize"]],
  ["translate", ["translate"]],
  ["check", ["check", "repair"]],
  ["select", ["select"]],
  ["align", ["align", "done"]],
];

/** The steps of one request. `cancel` is called by its button, `say` with what a screen reader shall hear. */
export class Progress {
  #step = 0;
  #stage = "read";
  #began = performance.now();

  constructor(words, cancel, say) {
    this.say = say;
    this.title = h("h1", { id: "working-title" });
    this.bar = h("progress", { max: 1, value: 0, "aria-labelledby": "working-title" });
    this.steps = STEPS.map(() => h("li"));
    this.elapsed = h("span", { class: "note", "aria-hidden": "true" });
    this.button = h("button", { type: "button", class: "quiet", onclick: cancel });
    this.found = h("ol", { class: "found", role: "list" });
    this.element = h("div", { class: "progress" }, this.title, this.bar, h("ol", { class: "steps", role: "list" }, this.steps),
      this.found, h("p", { class: "spread" }, this.button, this.elapsed));
    this.clock = setInterval(() => this.#tick(), 1000);
    this.speak(words);
  }

  speak(words) {
    this.words = words;
    this.title.textContent = words.working;
    this.button.textContent = words.cancel;
    this.#show();
    this.#tick();
  }

  focus() {
    this.button.focus({ preventScroll: true });
  }

  stop() {
    clearInterval(this.clock);
  }

  tell(name, data) {
    if (name === "partial") this.#partial(data);
    if (name !== "stage") return;
    const step = STEPS.findIndex(([, stages]) => stages.includes(data.stage));
    if (step < 0) return;
    if (data.stage !== this.#stage) this.say(this.words.stages[data.stage] ?? "");
    this.#stage = data.stage;
    this.#step = step;
    this.bar.value = Math.max(this.bar.value, data.done);
    this.#show();
  }

  #show() {
    this.steps.forEach((item, i) => {
      const current = i === this.#step;
      item.textContent = this.words.stages[current ? this.#stage : STEPS[i][0]] ?? this.words.stages[STEPS[i][0]];
      item.className = current ? "current" : i < this.#step ? "past" : "";
      if (current) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
  }

  #partial({ arabic, english }) {
    const pair = [["en", "ltr", english], ["ar", "rtl", arabic]].filter(([, , sentence]) => sentence);
    this.found.append(h("li", {}, pair.map(([lang, dir, sentence]) => h("p", { class: "s", lang, dir }, clean(sentence.text)))));
  }

  #tick() {
    this.elapsed.textContent = this.words.seconds(Math.round((performance.now() - this.#began) / 1000));
  }
}

/** A problem document in plain words: what is wrong, what to do, and the ways on. */
export function problemView(words, problem, { back, retry }) {
  const { document, slug, retryAfter } = problem;
  const unreachable = slug === "unreachable";
  const [title, hint] = words.problems[slug] ??
    (unreachable ? [words.unreachable, words.unreachableHint] : [(words.code === "en" && document.title) || words.problem, document.hint]);
  // The service speaks English. On the Arabic page, what is known of the problem is said in Arabic first.
  const english = { lang: "en", dir: "ltr" };
  const fields = (document.errors ?? []).filter(({ pointer }) => pointer);
  return h("div", { class: "card problem" },
    h("h1", { id: "problem-title", tabindex: "-1" }, title),
    document.detail && h("p", { class: "detail", ...english }, clean(document.detail)),
    fields.length > 0 && h("ul", english, fields.map(({ pointer, detail }) => h("li", {}, h("code", {}, clean(pointer)), ": ", clean(detail)))),
    hint && h("p", hint === document.hint ? english : {}, clean(hint)),
    retryAfter && h("p", { class: "note" }, words.retryAfter(retryAfter)),
    h("p", { class: "actions" },
      h("button", { type: "button", class: "primary", onclick: back }, words.back),
      h("button", { type: "button", class: "quiet", onclick: retry }, words.retry)),
    document.request_id && h("p", { class: "note" }, words.requestId, " ", h("code", english, document.request_id)));
}
