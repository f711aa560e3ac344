// Talks to the service: server-sent events where they come through, one plain answer where they do not.

/** An answer that is a problem document (RFC 9457), or no answer at all (`slug` "unreachable"). */
export class Problem extends Error {
  constructor(document, retryAfter = null) {
    super(document.detail ?? document.title ?? "");
    this.document = document;
    this.slug = String(document.type ?? "").split(":").pop();
    this.retryAfter = retryAfter;
  }
}

async function ask(path, { key, ...rest }) {
  const headers = { ...rest.headers };
  if (key) headers.Authorization = `Bearer ${key}`;
  let answer;
  try {
    answer = await fetch(path, { ...rest, headers, credentials: "same-origin" });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ type: "urn:mujaz:problem:unreachable", detail: "" });
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

async function problemOf(answer) {
  let document = {};
  try {
    document = await answer.json();
  } catch {
    // A proxy in between may answer with a page of its own.
  }
  const after = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  return new Problem(
    { type: "urn:mujaz:problem:unreachable", detail: `HTTP ${answer.status}`, ...document },
    Number.isFinite(after) ? after : null,
  );
}

export async function profiles(key) {
  return (await (await ask("v1/profiles", { key })).json()).profiles;
}

/** A brief that was written, as "markdown" or "html". */
export async function rendered(id, format, key) {
  return (await ask(`v1/briefs/${encodeURIComponent(id)}?format=${format}`, { key })).blob();
}

/**
 * The brief that `request` asks for, and whether it came from the cache.
 * `on` is called with each "stage" and "partial" event and its data.
 */
export async function write(request, { key, signal, on }) {
  const post = (accept) =>
    ask("v1/briefs", {
      key,
      signal,
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: accept },
      body: JSON.stringify(request),
    });
  let answer;
  try {
    answer = await post("text/event-stream");
  } catch (error) {
    if (error.document?.status !== 406) throw error;
    answer = await post("application/json");
  }
  if (!answer.headers.get("Content-Type")?.startsWith("text/event-stream")) return plain(answer);
  const brief = await follow(answer.body, on, signal);
  // Something in between cut the stream off. The service shares the work with whoever asks the same.
  return brief ? { brief, ...cached(answer) } : plain(await post("application/json"));
}

const plain = async (answer) => ({ brief: await answer.json(), ...cached(answer) });

const cached = (answer) => ({
  hit: answer.headers.get("X-Cache") === "hit",
  age: Number(answer.headers.get("Age") ?? 0),
});

async function follow(stream, on, signal) {
  try {
    for await (const [name, data] of events(stream)) {
      if (name === "result") return data;
      if (name === "error") throw new Problem(data);
      on(name, data);
    }
  } catch (error) {
    if (error instanceof Problem || signal.aborted) throw error;
  }
  return null;
}

/** The events of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html) as [name, data]. */
export async function* events(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      // A chunk may end between the two characters of a line end; the next one brings the rest.
      buffer += value;
      const blocks = buffer.split(/\r\n\r\n|\n\n|\r\r/);
      buffer = blocks.pop();
      for (const block of blocks) {
        let name = "message";
        const data = [];
        for (const line of block.split(/\r\n|\n|\r/)) {
          const [, field, text] = /^([^:]*)(?:: ?(.*))?$/s.exec(line);
          if (field === "event") name = text ?? "";
          if (field === "data") data.push(text ?? "");
        }
        if (data.length) yield [name, JSON.parse(data.join("\n"))];
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
