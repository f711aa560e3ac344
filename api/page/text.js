// Text as the service counts it: in Unicode code points, while JavaScript counts UTF-16 units.

import { h } from "./dom.js";

// Controls that turn the text around them, those of terminals, and halves of surrogate pairs.
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\p{Cs}]/gu;
const BLANK_LINE = /\r?\n[^\S\n]*\n\s*/g;
const LINE_END = /\r?\n\s*/g;

/** The UTF-16 index of every code point of `text`, and of its end. */
export function unitIndexes(text) {
  const indexes = [];
  let unit = 0;
  for (const character of text) {
    indexes.push(unit);
    unit += character.length;
  }
  indexes.push(unit);
  return indexes;
}

/** The part of `text` that an evidence span ({start, end} in code points) covers. */
export function part(text, indexes, span) {
  return text.slice(indexes[span.start] ?? text.length, indexes[span.end] ?? text.length);
}

/** `text` on one line, without characters that would act on what stands around it. */
export const clean = (text) => text.replace(CONTROLS, "").split(/\s+/u).filter(Boolean).join(" ");

/** `text` as nodes, with each control that would turn or hide text shown by its number. */
export function visible(text) {
  const nodes = [];
  let start = 0;
  text = text.replace(/\r\n?/g, "\n");
  for (const match of text.matchAll(CONTROLS)) {
    const number = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    nodes.push(text.slice(start, match.index), h("span", { class: "control" }, `U+${number}`));
    start = match.index + match[0].length;
  }
  nodes.push(text.slice(start));
  return nodes;
}

/**
 * Cuts `text` into paragraphs, and each of these where a span begins or ends.
 * Blank lines end paragraphs; `lines` says that each line is one, as in the text of a page of HTML.
 * `spans` is a list of [group, {start, end}]; gives a list of lists of {text, groups}.
 */
export function segments(text, spans, { lines = false } = {}) {
  const indexes = unitIndexes(text);
  const ranges = spans.map(([group, span]) => [group, indexes[span.start] ?? text.length, indexes[span.end] ?? text.length]);
  const paragraphs = [];
  let start = 0;
  for (const match of [...text.matchAll(lines ? LINE_END : BLANK_LINE), { index: text.length, 0: "" }]) {
    if (text.slice(start, match.index).trim()) paragraphs.push(cut(text, start, match.index, ranges));
    start = match.index + match[0].length;
  }
  return paragraphs;
}

function cut(text, start, stop, ranges) {
  const near = ranges.filter(([, from, to]) => from < stop && start < to);
  const inside = near.flatMap(([, from, to]) => [from, to]).filter((edge) => start < edge && edge < stop);
  const edges = [...new Set([start, stop, ...inside])].sort((a, b) => a - b);
  return edges.slice(1).map((end, i) => {
    const from = edges[i];
    const groups = near.filter(([, a, b]) => a < end && from < b).map(([group]) => group);
    return { text: text.slice(from, end), groups: [...new Set(groups)].sort() };
  });
}

/** The text of a file. Not every old page is UTF-8: what cannot be is read as it declares, or as Windows Arabic. */
export function decode(bytes) {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const head = new TextDecoder("latin1").decode(bytes.subarray(0, 2048));
    const declared = /charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1] ?? "windows-1256";
    try {
      return new TextDecoder(declared).decode(bytes);
    } catch {
      return new TextDecoder("windows-1256").decode(bytes);
    }
  }
}

export const looksLikeMarkup = (text) => /^\s*(<!doctype html|<\?xml|<!--|<(html|head|body|main|article|section|div|p|h1)[\s>])/i.test(text);

export const isAddress = (text) => /^\s*https?:\/\/\S+\s*$/i.test(text);

export const countWords = (text) => text.match(/\S+/gu)?.length ?? 0;
