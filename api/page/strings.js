// Every word of the interface, in both languages. What the service says in English only is put into words here.

/** How a language counts: `forms` by plural category (https://cldr.unicode.org), "#" standing for the number. */
function counting(code, forms) {
  const rules = new Intl.PluralRules(code);
  return (number) => (forms[rules.select(number)] ?? forms.other).replace("#", figure(number));
}

// Both languages show the same digits, as the briefs themselves mostly do.
const figures = new Intl.NumberFormat("en");
export const figure = (number) => figures.format(number);
export const ratio = (number) => number.toFixed(2);

const en = {
  code: "en",
  dir: "ltr",
  other: "العربية",
  otherCode: "ar",
  documentTitle: "Mujaz: Arabic and English briefs",
  skip: "Skip to the content",
  title: "One article. Two briefs that say the same thing.",
  lead: "Paste a news article in Arabic or English. You get a brief in both languages, sentence by sentence, each traced to the article and checked.",
  article: "Article",
  placeholder: "Paste the article here, or drop a .txt or .html file",
  choose: "Choose a file…",
  markup: "This is HTML",
  writtenIn: "Written in",
  detect: "detect",
  inArabic: "Arabic",
  inEnglish: "English",
  examples: "Or try",
  exampleEnglish: "an English article",
  exampleArabic: "an Arabic article",
  length: "Length",
  style: "Layout",
  styleSentences: "Sentences",
  styleBullets: "Bullets",
  focus: "Focus",
  optional: "(optional)",
  focusNote: "What the brief shall be about, in either language",
  profile: "Engine",
  headline: "With a headline",
  key: "API key",
  keyNote: "This service asks for a key. It is kept until you close this tab.",
  submit: "Write both briefs",
  empty: "There is no article yet. Paste one, or choose a file.",
  notText: "This file is not text or HTML.",
  loading: "The models are still being loaded. You can paste your article in the meantime.",
  licence: "Licence:",
  quality: "Measured:",
  words: counting("en", { one: "# word", other: "# words" }),
  sentences: counting("en", { one: "# sentence", other: "# sentences" }),
  seconds: counting("en", { one: "# second", other: "# seconds" }),

  working: "Writing both briefs",
  cancel: "Cancel",
  cancelled: "Cancelled",
  stages: {
    queue: "Waiting for a free place",
    fetch: "Fetching the page",
    read: "Reading the article",
    wait: "Waiting for an identical request",
    again: "Starting again",
    summarize: "Choosing what matters",
    translate: "Translating",
    check: "Checking every translation",
    repair: "Repairing what failed a check",
    select: "Deciding which sentences stay",
    align: "Aligning both briefs",
  },

  done: "Both briefs are written.",
  brief: "Brief",
  names: { ar: "Arabic", en: "English" },
  newArticle: "New article",
  edit: "Edit article and options",
  copy: "Copy",
  copied: "Copied",
  copyBrief: { ar: "Copy the Arabic brief", en: "Copy the English brief" },
  notCopied: "The browser did not allow copying",
  download: "Download",
  notKept: "The service does not have this brief any more. Write it again to download it.",
  show: (n) => `Sentence ${n}: show its partner and its evidence`,
  origins: { extracted: "taken from the article", abstracted: "written by the model", translated: "translated" },
  similarity: "similarity",
  noPartner: "no counterpart",
  articlePane: "Article",
  underlined: "underlined",
  legend: "what a sentence of the briefs rests on",
  struck: "struck through",
  outside: "no part of the article",
  review: "needs review",

  verdicts: { pass: "Pass", warn: "Warning", fail: "Fail" },
  nothingChecked: "nothing was checked",
  checks: "Checks",
  checkCount: counting("en", { one: "# check", other: "# checks" }),
  summary(checks, bad, repaired, verdict) {
    if (!checks) return this.nothingChecked;
    const of = this.checkCount(checks);
    const words = bad ? `${bad} of ${of} found a problem` : verdict === "pass" ? `${of}, no problem found` : `${of}, none failed`;
    return repaired ? `${words}, ${repaired} repaired` : words;
  },
  showChecks: "show all checks",
  close: "Close",
  sentence: (n) => `Sentence ${n}`,
  headlineName: "Headline",
  kinds: {
    number: "Number", date: "Date", name: "Name", negation: "Negation", language: "Language", length: "Length",
    repetition: "Repetition", untranslated: "Left untranslated", term: "Glossary", meaning: "Meaning",
  },
  // What the service says of a measured size, by pattern.
  measures: [
    [/^similarity ([\d.]+)$/, (value) => `similarity ${value}`],
    [/^(\d+) characters$/, (number) => `${number} characters`],
  ],
  statuses: { kept: "kept", repaired: "repaired", changed: "changed", missing: "missing", added: "added" },
  flaw(check) {
    if (check.detail) {
      const words = check.detail.charAt(0).toUpperCase() + check.detail.slice(1);
      return (/[.!?]$/.test(words) ? words : `${words}.`).replace(/"([^"]*)"/g, "“$1”");
    }
    const items = [check.source, check.target].filter(Boolean).map((item) => `“${item}”`);
    return `${this.kinds[check.kind]} ${this.statuses[check.status]}${items.length ? `: ${items.join(" became ")}` : ""}.`;
  },

  explain: "Why these sentences",
  explainLead: "Each candidate is weighed by how much it matters in the article (salience) and how well its best translation carries it (adequacy).",
  chosenOf: (chosen, all) => `${chosen} of ${all} candidates`,
  taken: "In the brief",
  salience: "Salience",
  adequacy: "Adequacy",
  score: "Score",
  translationsWeighed: counting("en", { one: "# translation was weighed", other: "# translations were weighed" }),
  won: "won",
  reasons: [
    [/^repeats a candidate that was taken$/, () => "Says again what another candidate says"],
    [/^(.)(.*)$/, (first, rest) => first.toUpperCase() + rest],
  ],
  notes: [[/^(.*)$/, (words) => words]],

  facts: {
    article: "Article", leftOut: "Left out", note: "Note", written: "Written", timings: "Timings",
    summarizer: "Summarizer", translator: "Translator", embedder: "Embedder",
  },
  about(article) {
    const words = `In ${this.names[article.language]}, ${this.sentences(article.sentences)}, ${this.words(article.words)}`;
    return article.truncated
      ? `${words}; only ${figure(article.tokens_used)} of ${figure(article.tokens)} tokens were read`
      : `${words}, read in full`;
  },
  omissions: {
    boilerplate: "boilerplate", caption: "caption", credit: "photo credit", dateline: "dateline",
    control: "control characters", "other-language": "other language", "not-a-sentence": "not a sentence",
  },
  nothing: "nothing",
  strategies: {
    "summarize-then-translate": "summarized, then translated",
    "translate-then-summarize": "translated, then summarized",
    direct: "written in the other language directly",
  },
  engine: (name) => `profile ${name}`,
  fromCache: "from the cache",
  secondsShort: (s) => `${s.toFixed(1)} s`,
  list: ", ",

  problem: "This did not work",
  unreachable: "The service cannot be reached",
  unreachableHint: "Check that it is running, then try again.",
  retry: "Try again",
  back: "Back to the article",
  requestId: "Request",
  retryAfter(seconds) {
    return `It can be asked again in ${this.seconds(seconds)}.`;
  },
  problems: {},
};

const ar = {
  code: "ar",
  dir: "rtl",
  other: "English",
  otherCode: "en",
  documentTitle: "موجز: موجزان بالعربية والإنجليزية",
  skip: "انتقل إلى المحتوى",
  title: "مقال واحد. موجزان يقولان الشيء نفسه.",
  lead: "ألصق مقالًا إخباريًا بالعربية أو الإنجليزية، تحصل على موجز باللغتين جملةً بجملة، لكل جملة سندها في المقال، وكل ترجمة مفحوصة.",
  article: "المقال",
  placeholder: "ألصق المقال هنا، أو أفلت ملف ‎.txt أو ‎.html",
  choose: "اختر ملفًا…",
  markup: "هذا نص HTML",
  writtenIn: "لغة المقال",
  detect: "تُكتشف",
  inArabic: "العربية",
  inEnglish: "الإنجليزية",
  examples: "أو جرّب",
  exampleEnglish: "مقالًا إنجليزيًا",
  exampleArabic: "مقالًا عربيًا",
  length: "الطول",
  style: "الشكل",
  styleSentences: "جمل",
  styleBullets: "نقاط",
  focus: "التركيز",
  optional: "(اختياري)",
  focusNote: "موضوع الموجز، بأي من اللغتين",
  profile: "المحرّك",
  headline: "مع عنوان",
  key: "مفتاح الخدمة",
  keyNote: "تطلب هذه الخدمة مفتاحًا. يُحفظ حتى تغلق هذا اللسان.",
  submit: "اكتب الموجزين",
  empty: "لا يوجد مقال بعد. ألصق مقالًا أو اختر ملفًا.",
  notText: "هذا الملف ليس نصًا ولا HTML.",
  loading: "ما زال تحميل النماذج جاريًا. يمكنك لصق المقال في هذه الأثناء.",
  licence: "الرخصة:",
  quality: "القياس:",
  words: counting("ar", { zero: "لا كلمات", one: "كلمة واحدة", two: "كلمتان", few: "# كلمات", many: "# كلمة", other: "# كلمة" }),
  sentences: counting("ar", { zero: "لا جمل", one: "جملة واحدة", two: "جملتان", few: "# جمل", many: "# جملة", other: "# جملة" }),
  seconds: counting("ar", { zero: "الحال", one: "ثانية واحدة", two: "ثانيتين", few: "# ثوانٍ", many: "# ثانية", other: "# ثانية" }),

  working: "تجري كتابة الموجزين",
  cancel: "إلغاء",
  cancelled: "أُلغي الطلب",
  stages: {
    queue: "في انتظار الدور",
    fetch: "جلب الصفحة",
    read: "قراءة المقال",
    wait: "في انتظار طلب مطابق",
    again: "البدء من جديد",
    summarize: "اختيار الأهم",
    translate: "الترجمة",
    check: "فحص كل ترجمة",
    repair: "إصلاح ما لم يجتز الفحص",
    select: "حسم الجمل الباقية",
    align: "مقابلة الموجزين",
  },

  done: "اكتمل الموجزان.",
  brief: "موجز",
  names: { ar: "العربية", en: "الإنجليزية" },
  newArticle: "مقال جديد",
  edit: "عدّل المقال والخيارات",
  copy: "نسخ",
  copied: "نُسخ",
  copyBrief: { ar: "نسخ الموجز العربي", en: "نسخ الموجز الإنجليزي" },
  notCopied: "لم يسمح المتصفح بالنسخ",
  download: "تنزيل",
  notKept: "لم يعد هذا الموجز محفوظًا لدى الخدمة. اكتبه من جديد لتنزيله.",
  show: (n) => `الجملة ${n}: أظهر مقابلها وسندها في المقال`,
  origins: { extracted: "مأخوذة من المقال", abstracted: "صاغها النموذج", translated: "مترجمة" },
  similarity: "التشابه",
  noPartner: "بلا مقابل",
  articlePane: "المقال",
  underlined: "تحته خط",
  legend: "ما تستند إليه جملة من الموجزين",
  struck: "مشطوب",
  outside: "ليس من متن المقال",
  review: "تحتاج إلى مراجعة",

  verdicts: { pass: "سليم", warn: "تنبيه", fail: "فيه خطأ" },
  nothingChecked: "لم يُفحص شيء",
  checks: "الفحوص",
  checkCount: counting("ar", { zero: "لا فحوص", one: "فحص واحد", two: "فحصان", few: "# فحوص", many: "# فحصًا", other: "# فحص" }),
  summary(checks, bad, repaired, verdict) {
    if (!checks) return this.nothingChecked;
    const of = this.checkCount(checks);
    const words = bad ? `عدد الفحوص ${checks}، كشف ${bad} منها عن مشكلة` : verdict === "pass" ? `${of}، بلا مشكلة` : `${of}، لم يفشل أي منها`;
    return repaired ? `${words}، وأُصلح ${repaired}` : words;
  },
  showChecks: "أظهر كل الفحوص",
  close: "إغلاق",
  sentence: (n) => `الجملة ${n}`,
  headlineName: "العنوان",
  kinds: {
    number: "عدد", date: "تاريخ", name: "اسم", negation: "نفي", language: "لغة", length: "طول",
    repetition: "تكرار", untranslated: "بلا ترجمة", term: "مسرد", meaning: "معنى",
  },
  measures: [
    [/^similarity ([\d.]+)$/, (value) => `التشابه ${value}`],
    [/^(\d+) characters$/, (number) => `عدد المحارف ${number}`],
  ],
  statuses: { kept: "محفوظ", repaired: "أُصلح", changed: "تغيّر", missing: "ناقص", added: "زائد" },
  flaw(check) {
    const [source, target] = [check.source, check.target].map((item) => (item ? `«${item}»` : ""));
    const item = { number: "العدد", date: "التاريخ", name: "الاسم", term: "المصطلح" }[check.kind];
    if (check.kind === "term") return `المصطلح ${source} لم يُترجم كما في المسرد.`;
    if (item && check.status === "changed") return `${item} ${source} صار ${target}.`;
    if (item && check.status === "missing") return `${item} ${source} غائب عن الترجمة.`;
    if (item && check.status === "added") return `${item} ${target} ليس في الأصل.`;
    const words = {
      "negation missing": `ينفي الأصل شيئًا (${source}) لا تنفيه الترجمة.`,
      "negation added": `تنفي الترجمة شيئًا (${target}) لا ينفيه الأصل.`,
      "language missing": "لا توجد ترجمة.",
      "language changed": "في الترجمة ما ليس بلغتها.",
      "language added": `في الترجمة حروف أو كلمات دخيلة: ${target}.`,
      "length missing": "الترجمة أقصر كثيرًا من المتوقع، أو هي مبتورة.",
      "length added": "الترجمة أطول كثيرًا من المتوقع.",
      "repetition added": `في الترجمة تكرار: ${target}.`,
      "untranslated changed": `بقي في الترجمة ما لم يُترجم: ${target || source}.`,
      "meaning changed": "قد لا تقول الترجمة ما يقوله الأصل.",
      "meaning missing": "الترجمة قصيرة، ويبدو أنها تقول أقل مما يقوله الأصل.",
    }[`${check.kind} ${check.status}`];
    if (words) return words;
    return `${this.kinds[check.kind]}، ${this.statuses[check.status]}${[source, target].filter(Boolean).map((x) => ` ${x}`).join(" ←")}.`;
  },

  explain: "لماذا هذه الجمل",
  explainLead: "تُوزن كل جملة مرشحة بأهميتها في المقال وبقدر ما تحمله أفضل ترجماتها من معناها (الوفاء).",
  chosenOf: (chosen, all) => `المختار ${chosen} من ${all}`,
  taken: "في الموجز",
  salience: "الأهمية",
  adequacy: "الوفاء",
  score: "الدرجة",
  translationsWeighed: counting("ar", { zero: "لم توزن أي ترجمة", one: "وُزنت ترجمة واحدة", two: "وُزنت ترجمتان", few: "وُزنت # ترجمات", many: "وُزنت # ترجمة", other: "وُزنت # ترجمة" }),
  won: "الفائزة",
  reasons: [
    [/^salience ranks (\d+) of (\d+), adequacy ([\d.]+)$/, (rank, of, adequacy) => `ترتيبها في الأهمية ${rank} من ${of}، والوفاء ${adequacy}`],
    [/^salient, but its translation carries it less well \(adequacy ([\d.]+)\)$/, (adequacy) => `مهمة، لكن ترجمتها أضعف وفاءً بها (${adequacy})`],
    [/^less salient than those taken$/, () => "أقل أهمية من الجمل المختارة"],
    [/^not salient enough to be translated$/, () => "ليست من الأهمية بحيث تُترجم"],
    [/^repeats a candidate that was taken$/, () => "تكرر ما تقوله جملة مرشحة أخرى"],
    [/^would exceed (\d+) words$/, (words) => `تتجاوز بها كلمات الموجز ${words}`],
    [/^most salient$/, () => "الأكثر أهمية"],
    [/^not salient$/, () => "ليست مهمة"],
    [/^survives translation badly$/, () => "تفقد الكثير في الترجمة"],
  ],
  notes: [
    [/^(\d+) sentences were asked for; (\d+) could be written$/, (asked, written) => `عدد الجمل المطلوب ${asked}، وأمكنت كتابة ${written}`],
    [/^The focus has no match in the article$/, () => "ليس في المقال ما يوافق التركيز"],
  ],

  facts: {
    article: "المقال", leftOut: "المستبعد", note: "ملاحظة", written: "الكتابة", timings: "الأزمنة",
    summarizer: "الملخِّص", translator: "المترجم", embedder: "المقارِن",
  },
  about(article) {
    const words = `لغته ${this.names[article.language]}، ${this.sentences(article.sentences)}، ${this.words(article.words)}`;
    return article.truncated
      ? `${words}؛ قُرئ منه ${figure(article.tokens_used)} من ${figure(article.tokens)} وحدة نصية فقط`
      : `${words}، قُرئ كاملًا`;
  },
  omissions: {
    boilerplate: "نص مكرر في الموقع", caption: "تعليق صورة", credit: "حقوق صورة", dateline: "مكان الخبر",
    control: "محارف تحكم", "other-language": "لغة أخرى", "not-a-sentence": "ليس جملة",
  },
  nothing: "لا شيء",
  strategies: {
    "summarize-then-translate": "تلخيص ثم ترجمة",
    "translate-then-summarize": "ترجمة ثم تلخيص",
    direct: "كتابة مباشرة باللغة الأخرى",
  },
  engine: (name) => `المحرّك ${name}`,
  fromCache: "من الذاكرة المخبأة",
  secondsShort: (s) => `${s.toFixed(1)} ث`,
  list: "، ",

  problem: "لم ينجح ذلك",
  unreachable: "لا يمكن الوصول إلى الخدمة",
  unreachableHint: "تأكد من أنها تعمل، ثم حاول من جديد.",
  retry: "حاول من جديد",
  back: "العودة إلى المقال",
  requestId: "رقم الطلب",
  retryAfter(seconds) {
    return `يمكن طلبها من جديد بعد ${this.seconds(seconds)}.`;
  },
  // By the last part of the problem's type: what is wrong, and what to do about it.
  problems: {
    "unreadable-input": ["المدخل ليس نصًا", "أعطِ المقال نصًا أو HTML."],
    "empty-article": ["لا يوجد مقال في المدخل", "ألصق نص المقال نفسه، جملًا كاملة."],
    "article-too-long": ["المقال طويل جدًا", "أعطِ مقالًا واحدًا، أو جزءًا منه."],
    language: ["اللغة غير مدعومة", "المقال بالعربية أو الإنجليزية فقط، ببضع جمل على الأقل."],
    input: ["لا يمكن كتابة موجز من هذا المدخل", ""],
    configuration: ["لا يمكن الجمع بين هذه الخيارات", "غيّر الخيارات أو المحرّك."],
    profile: ["لا يوجد هذا المحرّك هنا", "اختر محرّكًا من القائمة."],
    "invalid-request": ["في الطلب حقول غير صحيحة", ""],
    "malformed-body": ["الطلب غير مقروء", ""],
    "body-too-large": ["النص أكبر مما تقبله الخدمة", "أعطِ مقالًا واحدًا."],
    "body-timeout": ["لم يصل النص في الوقت المحدد", "حاول من جديد."],
    unauthorized: ["يلزم مفتاح للخدمة", "أدخل المفتاح الذي أعطاك إياه مشغّل الخدمة."],
    "rate-limited": ["طلبات كثيرة", "انتظر قليلًا ثم حاول من جديد."],
    busy: ["الخدمة مشغولة", "انتظر قليلًا ثم حاول من جديد."],
    "not-ready": ["الخدمة غير جاهزة بعد", "انتظر حتى يكتمل تحميل النماذج."],
    "time-limit": ["استغرقت كتابة الموجز وقتًا أطول من المسموح", "أعطِ مقالًا أقصر أو اطلب جملًا أقل."],
    "model-missing": ["أحد النماذج غير مثبّت", "أخبر مشغّل الخدمة."],
    "model-integrity": ["أحد النماذج تالف", "أخبر مشغّل الخدمة."],
    generation: ["لم يعطِ النموذج جوابًا صالحًا", "حاول من جديد."],
    remote: ["تعذّر الوصول إلى الخدمة التي تشغّل النموذج", "حاول من جديد بعد قليل."],
    model: ["تعطّل أحد النماذج", "حاول من جديد."],
    cache: ["تعطّلت الذاكرة المخبأة", "أخبر مشغّل الخدمة."],
    "fetching-off": ["لا تجلب هذه الخدمة الصفحات", "ألصق نص المقال نفسه."],
    "fetch-refused": ["هذا العنوان لا يُجلب", "ألصق نص المقال نفسه."],
    "fetch-failed": ["تعذّر جلب الصفحة", "ألصق نص المقال نفسه."],
    "missing-extra": ["ينقص الخدمة جزء اختياري", "أخبر مشغّل الخدمة."],
    glossary: ["المسرد غير صحيح", ""],
    internal: ["تعطّلت الخدمة", "سُجّل العطل. حاول من جديد."],
  },
};

export const STRINGS = { en, ar };

/** `words` that the service said in English, by a table of [pattern, words]; null if no pattern fits. */
export function reworded(table, words) {
  for (const [pattern, say] of table) {
    const match = pattern.exec(words);
    if (match) return say(...match.slice(1));
  }
  return null;
}
