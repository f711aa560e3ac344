// The page: takes an article, has its briefs written, and shows them. Article and brief live in this tab only.

import { articlePane, resultView } from "./brief.js";
import { showChecks } from "./checks.js";
import { calm, h, one } from "./dom.js";
import { EXAMPLES } from "./examples.js";
import { Lighting } from "./lighting.js";
import { Problem, profiles, rendered, write } from "./service.js";
import { STRINGS } from "./strings.js";
import { clean, countWords, decode, isAddress, looksLikeMarkup } from "./text.js";
import { problemView, Progress } from "./working.js";

const LANGUAGE = "mujaz.language";
const KEY = "mujaz.key";

const field = Object.fromEntries(
  ["article", "written", "markup", "file", "sentences", "focus", "profile", "headline", "key"].map((id) => [id, one(`#${id}`)]),
);
const result = one("#result");
const dialog = one("#checks");
const lighting = new Lighting(result);

let words = STRINGS[startLanguage()];
let loaded = []; // profiles
let readiness = ""; // the name of a string
let shown = null; // {brief, text, hit}
let failed = null; // Problem
let progress = null;
let controller = null;

function startLanguage() {
  const stored = remembered(LANGUAGE);
  if (stored in STRINGS) return stored;
  return navigator.languages.find((tag) => tag.slice(0, 2) in STRINGS)?.slice(0, 2) ?? "en";
}

// Storage may be forbidden; the page works without it.
function remembered(name, storage = "localStorage") {
  try {
    return window[storage].getItem(name) ?? "";
  } catch {
    return "";
  }
}

function remember(name, value, storage = "localStorage") {
  try {
    window[storage].setItem(name, value);
  } catch {
    // Then it is forgotten.
  }
}

/** Puts every word of the page in its language, and turns the page. */
function speak() {
  document.documentElement.lang = words.code;
  document.documentElement.dir = words.dir;
  document.title = words.documentTitle;
  for (const element of document.querySelectorAll("[data-t]")) element.textContent = words[element.dataset.t];
  const button = one("#language");
  button.textContent = words.other;
  button.lang = words.otherCode;
  button.dir = STRINGS[words.otherCode].dir;
  field.article.placeholder = words.placeholder;
  countArticle();
  showLength();
  showProfiles();
  say("");
  if (progress) progress.speak(words);
  if (shown) showResult();
  if (failed) showProblem();
  if (dialog.open) dialog.close();
}

function say(text) {
  one("#status").textContent = text;
}

/** Shows one of the page's four sections; the others are hidden. */
function go(id) {
  for (const name of ["compose", "working", "problem", "result"]) one(`#${name}`).hidden = name !== id;
  scrollTo({ top: 0, behavior: calm() ? "auto" : "smooth" });
}

// ---- The article

function setArticle(text, markup = looksLikeMarkup(text)) {
  field.article.value = text;
  field.markup.checked = markup;
  field.written.value = "";
  mistake("");
  countArticle();
}

function countArticle() {
  const text = field.article.value;
  one("#article-note").textContent = text.trim() ? words.words(countWords(text)) : "";
  one("label.markup").hidden = !(field.markup.checked || looksLikeMarkup(text));
}

function mistake(text) {
  const error = one("#article-error");
  error.textContent = text;
  error.hidden = !text;
  field.article.toggleAttribute("aria-invalid", Boolean(text));
  if (text) field.article.focus();
}

async function readFile(file) {
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = decode(bytes);
  // Bytes that no text has tell pictures and office documents.
  if (/[\0\x01-\x08\ufffd]/.test(text.slice(0, 2000))) {
    mistake(words.notText);
    return;
  }
  setArticle(text, /\.html?$/i.test(file.name) || file.type === "text/html" || looksLikeMarkup(text));
  field.article.focus();
}

// ---- The options

function showLength() {
  const text = words.sentences(Number(field.sentences.value));
  one("#sentences-value").textContent = text;
  field.sentences.setAttribute("aria-valuetext", text);
}

async function loadProfiles() {
  try {
    loaded = await profiles(field.key.value);
    readiness = "";
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    readiness = error.slug === "not-ready" ? "loading" : error.slug === "unreachable" ? "unreachable" : "";
    if (error.slug === "unauthorized") one("#key-group").hidden = false;
    if (readiness) setTimeout(loadProfiles, 1000 * (error.retryAfter ?? 5));
  }
  showProfiles();
}

function showProfiles() {
  const before = field.profile.value;
  field.profile.replaceChildren(...loaded.map(({ name }) => h("option", { value: name }, name)));
  if (loaded.some(({ name }) => name === before)) field.profile.value = before;
  field.profile.disabled = loaded.length < 2;
  one("#readiness").textContent = words[readiness] ?? "";
  const note = one("#profile-note");
  const chosen = loaded.find(({ name }) => name === field.profile.value);
  note.replaceChildren();
  if (!chosen) return;
  const english = (text) => h("bdi", { lang: "en" }, text);
  const line = (...parts) => h("span", { class: "line" }, parts);
  note.append(line(english(chosen.title)), line(words.licence, " ", english(chosen.license)));
  if (chosen.quality.length) {
    const figures = chosen.quality.map((q) => `${q.measure} ${q.direction} ${q.domain} ${q.value}`);
    note.append(line(words.quality, " ", english(figures.join(", "))));
  }
}

function request() {
  const text = field.article.value;
  const source = isAddress(text) ? { url: text.trim() } : { [field.markup.checked ? "html" : "text"]: text };
  return {
    ...source,
    sentences: Number(field.sentences.value),
    style: one("input[name=style]:checked").value,
    headline: field.headline.checked,
    explain: true,
    ...(field.written.value && { language: field.written.value }),
    ...(field.focus.value.trim() && { focus: field.focus.value.trim() }),
    ...(field.profile.value && { profile: field.profile.value }),
  };
}

// ---- Writing

async function submit() {
  if (!field.article.value.trim()) {
    mistake(words.empty);
    return;
  }
  mistake("");
  failed = shown = null;
  const asked = request();
  controller = new AbortController();
  progress = new Progress(words, () => controller.abort(), say);
  one("#working").replaceChildren(progress.element, articlePane(words, asked.text ?? "", ""));
  one("#working").classList.toggle("alone", asked.text === undefined);
  go("working");
  progress.focus();
  try {
    const { brief, hit } = await write(asked, {
      key: field.key.value,
      signal: controller.signal,
      on: (name, data) => progress.tell(name, data),
    });
    shown = { brief, hit, text: brief.article.text ?? asked.text ?? "" };
    showResult();
    go("result");
    say(words.done);
    one("#result-title").focus({ preventScroll: true });
  } catch (error) {
    if (controller.signal.aborted) {
      back();
      say(words.cancelled);
      return;
    }
    failed = error instanceof Problem ? error : new Problem({ title: words.problem, detail: String(error.message) });
    showProblem();
    go("problem");
    one("#problem-title").focus({ preventScroll: true });
  } finally {
    progress.stop();
    progress = null;
    one("#working").replaceChildren();
  }
}

function back() {
  go("compose");
  one("#form button[type=submit]").focus({ preventScroll: true });
}

function showProblem() {
  if (failed.slug === "unauthorized") one("#key-group").hidden = false;
  one("#problem").replaceChildren(problemView(words, failed, { back: () => (failed.slug === "unauthorized" ? (go("compose"), field.key.focus()) : back()), retry: submit }));
}

// ---- The result

function showResult() {
  const pinned = lighting.pinned;
  const open = result.querySelector(".explain")?.open ?? false;
  result.replaceChildren(
    ...resultView(words, shown, {
      edit: () => (go("compose"), one("#compose-title").focus({ preventScroll: true })),
      renew: () => (setArticle(""), go("compose"), field.article.focus()),
      checks: (sentence) => showChecks(words, dialog, shown.brief, sentence),
      copy,
      download,
    }).filter(Boolean),
  );
  const explain = result.querySelector(".explain");
  if (explain) explain.open = open;
  lighting.pin(result.querySelector(`[data-g="${CSS.escape(pinned)}"]`) ? pinned : "");
}

async function copy(button, side) {
  const mark = shown.brief.style === "bullets" ? "• " : "";
  const lines = side.sentences.map((sentence) => mark + clean(sentence.text));
  const text = [side.headline && `${clean(side.headline.text)}\n`, lines.join(mark ? "\n" : " ")].filter(Boolean).join("\n");
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = words.copied;
  } catch {
    button.textContent = words.notCopied;
  }
  say(button.textContent);
  setTimeout(() => (button.textContent = words.copy), 2500);
}

async function download(format) {
  const error = one("#download-error");
  error.textContent = "";
  const { brief } = shown;
  const suffix = { json: "json", html: "html", markdown: "md" }[format];
  try {
    const blob =
      format === "json"
        ? new Blob([JSON.stringify(brief, null, 2)], { type: "application/json" })
        : await rendered(brief.id, format, field.key.value);
    const address = URL.createObjectURL(blob);
    h("a", { href: address, download: `brief-${brief.id.slice(0, 12)}.${suffix}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  } catch (problem) {
    error.textContent = problem.slug === "not-found" ? words.notKept : problem.document?.title ?? words.unreachable;
  }
}

// ---- Events

one("#language").addEventListener("click", () => {
  words = STRINGS[words.otherCode];
  remember(LANGUAGE, words.code);
  speak();
});
one("#form").addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
field.article.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
});
field.article.addEventListener("input", () => {
  if (!one("#article-error").hidden) mistake("");
  countArticle();
});
field.article.addEventListener("paste", () =>
  setTimeout(() => {
    field.markup.checked = looksLikeMarkup(field.article.value);
    countArticle();
  }),
);
one("#choose").addEventListener("click", () => field.file.click());
field.file.addEventListener("change", () => readFile(field.file.files[0]).then(() => (field.file.value = "")));
field.sentences.addEventListener("input", showLength);
field.profile.addEventListener("change", showProfiles);
field.key.addEventListener("change", () => {
  remember(KEY, field.key.value, "sessionStorage");
  loadProfiles();
});
dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // the backdrop
});
for (const button of document.querySelectorAll("[data-example]")) {
  button.addEventListener("click", () => {
    setArticle(EXAMPLES[button.dataset.example]);
    field.article.focus();
    field.article.setSelectionRange(0, 0);
    field.article.scrollTop = 0;
  });
}

// A file may be dropped anywhere while an article can be given; elsewhere the browser must not open it.
const carriesFile = (event) => event.dataTransfer?.types.includes("Files");
document.addEventListener("dragover", (event) => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  one("#paper").classList.add("dropping");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) one("#paper").classList.remove("dropping");
});
document.addEventListener("drop", (event) => {
  one("#paper").classList.remove("dropping");
  if (!carriesFile(event)) return;
  event.preventDefault();
  if (!one("#compose").hidden) readFile(event.dataTransfer.files[0]);
});

field.key.value = remembered(KEY, "sessionStorage");
one("#key-group").hidden = !field.key.value;
speak();
loadProfiles();
