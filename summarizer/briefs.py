"""The domain: what goes in (``Article``, ``Options``) and what comes out (``BriefPair``).

All spans count Unicode code points in ``Article.text``, so ``article.text[span.start:span.end]`` is
always the evidence itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from summarizer.languages import Language


@dataclass(frozen=True, order=True)
class Span:
    """Half-open range of code points in the article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The part of ``text`` that this span covers."""
        return text[self.start : self.end]


class Omission(StrEnum):
    """Why a part of the page is not part of the article."""

    BOILERPLATE = "boilerplate"
    CAPTION = "caption"
    CREDIT = "credit"
    DATELINE = "dateline"
    CONTROL = "control"
    OTHER_LANGUAGE = "other-language"
    NOT_A_SENTENCE = "not-a-sentence"


@dataclass(frozen=True)
class LeftOut:
    """A part of the page that was left out, and why."""

    span: Span
    reason: Omission


@dataclass(frozen=True)
class SourceSentence:
    """A sentence of the article: readable ``text`` (white space and controls cleaned) and where it stands.

    ``span`` covers the sentence in ``Article.text``; ``paragraph`` counts from 0.
    """

    text: str
    span: Span
    paragraph: int


@dataclass(frozen=True)
class Article:
    """A page that was read: its text as given, its sentences, and what was left out.

    For HTML, ``text`` is the visible text of the page, since tags are no evidence.
    """

    text: str
    language: Language
    sentences: tuple[SourceSentence, ...]
    title: SourceSentence | None = None
    left_out: tuple[LeftOut, ...] = ()
    language_confidence: float = 1.0
    id: str = ""
    from_html: bool = False

    @property
    def words(self) -> int:
        """Words of the sentences, counted by white space."""
        return sum(len(s.text.split()) for s in self.sentences)


@dataclass(frozen=True)
class Term:
    """A source term and what it must be called in the other language."""

    source: str
    target: str


@dataclass(frozen=True)
class Glossary:
    """The user's terms; each entry holds in both directions (``arabic``, ``english``)."""

    entries: tuple[tuple[str, str], ...] = ()

    def terms(self, source: Language) -> tuple[Term, ...]:
        """The entries as terms that translate from ``source``."""
        if source.code == "ar":
            return tuple(Term(arabic, english) for arabic, english in self.entries)
        return tuple(Term(english, arabic) for arabic, english in self.entries)


class Strategy(StrEnum):
    """In which order a brief is summarized and translated."""

    AUTO = "auto"
    SUMMARIZE_THEN_TRANSLATE = "summarize-then-translate"
    TRANSLATE_THEN_SUMMARIZE = "translate-then-summarize"
    DIRECT = "direct"


class Style(StrEnum):
    """How the sentences of a brief are laid out."""

    SENTENCES = "sentences"
    BULLETS = "bullets"


@dataclass(frozen=True)
class Options:
    """What the user asks of a brief. ``words`` bounds each brief's length beside ``sentences``."""

    sentences: int = 4
    words: int | None = None
    style: Style = Style.SENTENCES
    headline: bool = False
    strategy: Strategy = Strategy.AUTO
    focus: str | None = None
    glossary: Glossary = Glossary()


class Origin(StrEnum):
    """How a brief's sentence came to be."""

    EXTRACTED = "extracted"
    ABSTRACTED = "abstracted"
    TRANSLATED = "translated"


@dataclass(frozen=True)
class Sentence:
    """A sentence of a brief and the spans of the article that it rests on."""

    text: str
    origin: Origin
    evidence: tuple[Span, ...]


@dataclass(frozen=True)
class Brief:
    """One language's brief."""

    language: Language
    sentences: tuple[Sentence, ...]
    headline: Sentence | None = None


@dataclass(frozen=True)
class Alignment:
    """Sentence ``arabic`` of one brief says what sentence ``english`` of the other says.

    ``similarity`` is the cosine of their embeddings.
    """

    arabic: int
    english: int
    similarity: float


class CheckKind(StrEnum):
    """What a fidelity check looks at."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    LANGUAGE = "language"
    LENGTH = "length"
    REPETITION = "repetition"
    UNTRANSLATED = "untranslated"
    TERM = "term"
    MEANING = "meaning"


class Status(StrEnum):
    """What became of a checked item on its way to the other language."""

    KEPT = "kept"
    REPAIRED = "repaired"
    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


class Verdict(StrEnum):
    """The outcome of all checks of a brief."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Check:
    """One checked item: the words in the source sentence and in the target sentence.

    ``sentence`` is the index of the brief sentence, or -1 for the headline. ``source`` or ``target`` is
    empty where the item has no counterpart. ``detail`` says in plain English what is wrong, empty if
    nothing is.
    """

    kind: CheckKind
    source: str
    target: str
    status: Status
    sentence: int = 0
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether the item came through."""
        return self.status in (Status.KEPT, Status.REPAIRED)


@dataclass(frozen=True)
class Fidelity:
    """The verdict of a brief and every check behind it."""

    verdict: Verdict
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Choice:
    """One candidate for the brief, as ``--explain`` shows it.

    ``salience`` says how central the candidate is (0 to 1), ``adequacy`` how well its best translation
    carries it (0 to 1), ``score`` what the selection compared, ``reason`` why it was taken or not.
    ``translations`` are the n-best that were weighed, best first, each with its own score.
    """

    text: str
    evidence: tuple[Span, ...]
    salience: float
    adequacy: float | None
    score: float
    chosen: bool
    reason: str
    translations: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Usage:
    """How much of the article the models saw, in tokens of the summarizer (words where it has none)."""

    tokens: int
    tokens_used: int

    @property
    def truncated(self) -> bool:
        """Whether something was not seen."""
        return self.tokens_used < self.tokens


@dataclass(frozen=True)
class CacheInfo:
    """Where the result came from."""

    key: str = ""
    hit: bool = False
    age_seconds: float = 0.0


@dataclass(frozen=True)
class BriefPair:
    """The same brief in both languages, with its alignments, evidence and verdict."""

    id: str
    article: Article
    arabic: Brief
    english: Brief
    alignments: tuple[Alignment, ...]
    fidelity: Fidelity
    strategy: Strategy
    profile: str
    models: Mapping[str, str]
    usage: Usage
    style: Style = Style.SENTENCES
    choices: tuple[Choice, ...] = ()
    cache: CacheInfo = CacheInfo()
    timings: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def source(self) -> Brief:
        """The brief in the article's language."""
        return self.arabic if self.article.language.code == "ar" else self.english

    @property
    def target(self) -> Brief:
        """The brief in the other language."""
        return self.english if self.article.language.code == "ar" else self.arabic
