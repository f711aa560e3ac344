// A finished brief: both columns, the article beside them, what was found, and how it was made.

import { explanation } from "./explain.js";
import { h } from "./dom.js";
import { clean, part, segments, unitIndexes, visible } from "./text.js";
import { STRINGS, figure, ratio, reworded } from "./strings.js";

export const bad = (check) => !["kept", "repaired"].includes(check.status);

export const flawsOf = (brief, index) => brief.fidelity.checks.filter((check) => check.sentence === index && bad(check));

export const sides = (brief) =>
  brief.article.language === "ar"
    ? { source: brief.arabic, target: brief.english }
    : { source: brief.english, target: brief.arabic };

/** The groups of a sentence: a source sentence is one of its own, a target sentence belongs to its partners. */
export function groupsOf(brief, side, index) {
  if (side === sides(brief).source) return [`s${index}`];
  const [mine, theirs] = side === brief.arabic ? ["arabic", "english"] : ["english", "arabic"];
  const partners = brief.alignments.filter((a) => a[mine] === index).map((a) => `s${a[theirs]}`);
  return partners.length ? partners : [`t${index}`];
}

function evidenceSpans(brief) {
  const spans = [];
  for (const side of [brief.arabic, brief.english]) {
    for (const span of side.headline?.evidence ?? []) spans.push(["h", span]);
    side.sentences.forEach((sentence, i) => {
      for (const group of groupsOf(brief, side, i)) for (const span of sentence.evidence) spans.push([group, span]);
    });
  }
  return spans;
}

// Invisible characters stand inside sentences, and are shown by their numbers where they matter.
const omissionsOf = (brief) => (brief?.article.omissions ?? []).filter(({ reason }) => reason !== "control");

/** The article's paragraphs; where there is a brief, with its evidence marked and what was left out struck through. */
export function articlePane(words, text, language, brief = null) {
  const seen = new Set();
  const omissions = omissionsOf(brief);
  const spans = brief ? [...evidenceSpans(brief), ...omissions.map((part) => [`out ${part.reason}`, part])] : [];
  const paragraphs = segments(text, spans, { lines: brief?.article.text !== undefined }).map((pieces) =>
    h("p", {}, pieces.map(({ text: piece, groups: all }) => {
      const groups = all.filter((group) => !group.startsWith("out "));
      if (!groups.length) {
        const reason = piece.trim() && all[0]?.slice("out ".length);
        return reason ? h("s", { class: "out", title: words.omissions[reason] ?? reason }, visible(piece)) : visible(piece);
      }
      const first = groups.find((group) => !seen.has(group));
      if (first) seen.add(first);
      return h("mark", { "data-g": groups.join(" "), id: first && `evidence-${first}` }, visible(piece));
    })),
  );
  const direction = language ? { lang: language, dir: language === "ar" ? "rtl" : "ltr" } : { dir: "auto" };
  return h("aside", { class: "article", "aria-labelledby": "article-title" },
    h("h2", { id: "article-title" }, words.articlePane),
    h("div", { class: "page", tabindex: "0", role: "region", "aria-labelledby": "article-title", ...direction }, paragraphs),
    brief && h("p", { class: "legend" }, h("span", { class: "key" }, words.underlined), `: ${words.legend}`),
    omissions.length > 0 && h("p", { class: "legend" }, h("s", { class: "out" }, words.struck), `: ${words.outside}`));
}

/** The whole result in the language of the page. `act` holds what its buttons do. */
export function resultView(words, { brief, text, hit }, act) {
  const columns = [brief.english, brief.arabic];
  if (words.code === "ar") columns.reverse();
  const rows = Math.max(brief.arabic.sentences.length, brief.english.sentences.length);
  const briefs = h("div", { class: `briefs ${brief.style}` }, columns.map((side) => column(words, brief, text, side, act)));
  briefs.style.setProperty("--rows", Math.max(rows, 1));
  return [
    h("div", { class: "again" },
      h("button", { type: "button", class: "quiet", onclick: act.edit }, words.edit),
      h("button", { type: "button", class: "quiet", onclick: act.renew }, words.newArticle)),
    head(words, brief, columns, act),
    h("div", { class: "sheet" }, briefs, text && articlePane(words, text, brief.article.language, brief)),
    brief.explain?.length > 0 && explanation(words, brief),
    downloads(words, act),
    facts(words, brief, hit),
  ];
}

function head(words, brief, columns, act) {
  const { checks, verdict } = brief.fidelity;
  const found = checks.filter(bad).length;
  const repaired = checks.filter((check) => check.status === "repaired").length;
  const titles = columns.filter((side) => side.headline);
  const heading = titles.length
    ? h("div", { class: "headlines", "data-g": "h" }, titles.map((side, i) =>
        h(i ? "p" : "h1", { class: "title", id: i ? "" : "result-title", tabindex: i ? "" : "-1", lang: side.language, dir: side.direction },
          clean(side.headline.text))))
    : h("h1", { class: "title", id: "result-title", tabindex: "-1", lang: brief.article.title ? brief.article.language : "",
        dir: brief.article.title && sides(brief).source.direction }, clean(brief.article.title ?? "") || words.brief);
  return h("header", { class: "top" }, heading,
    flawsOf(brief, -1).map((check) => flawView(words, check)),
    h("button", { type: "button", class: `verdict ${verdict}`, "aria-haspopup": "dialog", onclick: () => act.checks(null) },
      h("span", { class: "badge" }, words.verdicts[verdict]), " ",
      h("span", { class: "reason" }, words.summary(checks.length, found, repaired, verdict)),
      checks.length > 0 && h("span", { class: "more" }, words.showChecks)));
}

/** What a check found, in words; quotations keep their own direction. */
export function flawView(words, check) {
  const pieces = clean(words.flaw(check)).split(/([“«][^”»]*[”»])/u);
  return h("p", { class: "flaw", lang: words.code, dir: words.dir }, pieces.map((piece) =>
    /^[“«]/u.test(piece) ? [piece[0], h("bdi", {}, piece.slice(1, -1)), piece.at(-1)] : piece));
}

function column(words, brief, text, side, act) {
  const own = STRINGS[side.language];
  const isTarget = side === sides(brief).target;
  const title = `brief-${side.language}`;
  const indexes = unitIndexes(text);
  const other = side === brief.arabic ? brief.english : brief.arabic;
  const [mine, theirs] = side === brief.arabic ? ["arabic", "english"] : ["english", "arabic"];
  return h("section", { class: `brief ${side.language}`, lang: side.language, dir: side.direction, "aria-labelledby": title },
    h("div", { class: "brief-head" },
      h("h2", { id: title }, side.language === "ar" ? "العربية" : "English"),
      h("button", { type: "button", class: "plain", lang: words.code, dir: words.dir, "aria-label": words.copyBrief[side.language],
        onclick: (event) => act.copy(event.currentTarget, side) }, words.copy)),
    h("ol", { class: "cards", role: "list" }, side.sentences.map((sentence, i) => {
      const groups = groupsOf(brief, side, i);
      // A target sentence is judged by the checks of the source sentences that it says again.
      const judged = isTarget ? groups.map((group) => (group[0] === "s" ? Number(group.slice(1)) : i)) : [i];
      const flaws = judged.flatMap((index) => flawsOf(brief, index));
      const checked = brief.fidelity.checks.some((check) => judged.includes(check.sentence));
      const quotes = sentence.evidence.map((span) => clean(part(text, indexes, span))).filter((quote) => quote && quote !== clean(sentence.text));
      const partners = brief.alignments.filter((a) => a[mine] === i).map((a) => clean(other.sentences[a[theirs]].text)).filter((text) => !quotes.includes(text));
      const proof = `proof-${side.language}-${i}`;
      const near = brief.alignments.filter((a) => a[mine] === i).map((a) => ratio(a.similarity));
      return h("li", { class: flaws.length ? "card flawed" : "card", "data-g": groups.join(" ") },
        h("button", { type: "button", class: "n", "aria-pressed": "false", "aria-label": own.show(i + 1), "aria-describedby": quotes.length && proof }, brief.style === "bullets" ? "•" : figure(i + 1)),
        h("p", { class: "s" }, clean(sentence.text)),
        h("p", { class: "meta" },
          own.origins[sentence.origin], dot(), near.length ? [`${own.similarity} `, h("bdi", {}, near.join(", "))] : own.noPartner,
          checked && [dot(), h("button", { type: "button", class: flaws.length ? "review" : "fine", "aria-haspopup": "dialog", "aria-label": `${flaws.length ? own.review : own.checks}, ${own.sentence(judged[0] + 1)}`, onclick: () => act.checks(judged[0]) },
            flaws.length ? own.review : [own.checks, h("span", { "aria-hidden": "true" }, " ✓")])]),
        isTarget && flaws.length > 0 && h("div", { class: "flaws" }, flaws.map((check) => flawView(words, check))),
        partners.length > 0 && h("blockquote", { class: "proof partner", lang: other.language, dir: other.direction }, partners.map((text) => h("p", {}, text))),
        quotes.length > 0 && h("blockquote", { class: "proof", id: proof, lang: brief.article.language, dir: sides(brief).source.direction }, quotes.map((quote) => h("p", {}, quote))));
    })));
}

const dot = () => h("span", { class: "dot", "aria-hidden": "true" }, " · ");

function downloads(words, act) {
  return h("section", { class: "downloads", "aria-labelledby": "download-title" },
    h("h2", { id: "download-title" }, words.download),
    [["json", "JSON"], ["html", "HTML"], ["markdown", "Markdown"]].map(([format, name]) =>
      h("button", { type: "button", class: "quiet", onclick: () => act.download(format), "aria-label": `${words.download} ${name}` }, name)),
    h("p", { class: "mistake", id: "download-error", role: "alert" }));
}

function facts(words, brief, hit) {
  const { article, timings, models } = brief;
  const names = words.facts;
  const out = Object.entries(article.left_out ?? {}).map(([reason, count]) => `${figure(count)} × ${words.omissions[reason] ?? reason}`);
  const made = [words.strategies[brief.strategy] ?? brief.strategy, words.engine(brief.profile)];
  if (timings.total !== undefined) made.push(words.secondsShort(timings.total));
  if (hit || brief.cache.hit) made.push(words.fromCache);
  const rows = [
    [names.article, words.about(article)],
    [names.leftOut, out.length ? out.map((item, i) => [i > 0 && words.list, h("bdi", {}, item)]) : words.nothing],
    ...brief.notes.map((note) => [names.note, reworded(words.notes, note) ?? h("span", { lang: "en", dir: "ltr" }, clean(note))]),
    [names.written, made.map((item, i) => [i > 0 && words.list, h("bdi", {}, item)])],
    ...Object.entries(models).map(([role, identity]) => [names[role] ?? role, h("bdi", { lang: "en" }, clean(identity))]),
  ];
  return h("footer", {}, h("dl", {}, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))));
}
