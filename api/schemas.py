"""What the API takes and gives, beside the brief itself, whose schema the library has (``wire.schema``)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from summarizer.briefs import Glossary, Options, Strategy, Style
from summarizer.profiles import Quality

#: Code points of one article; the profile bounds its words.
MAX_TEXT = 2_000_000
MAX_ARTICLES = 1_000
MAX_TERMS = 1_000
#: Articles of one comparison; more are for ``mujaz compare``.
MAX_COMPARED = 100

Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TermEntry(_Strict):
    """A term and what it must be called in the other language; holds in both directions."""

    arabic: Annotated[str, Field(min_length=1, max_length=200)]
    english: Annotated[str, Field(min_length=1, max_length=200)]


class BriefOptions(_Strict):
    """How the brief shall be."""

    profile: Annotated[
        str | None, Field(max_length=100, description="Which engines write it; none: the first profile")
    ] = None
    sentences: Annotated[int, Field(ge=1, le=50, description="Sentences of each brief, at most")] = 4
    words: Annotated[int | None, Field(ge=10, le=100_000, description="Words of each brief, at most")] = None
    style: Style = Style.SENTENCES
    headline: Annotated[bool, Field(description="Whether the brief has a headline")] = False
    strategy: Strategy = Strategy.AUTO
    focus: Annotated[
        str | None, Field(max_length=500, description="What the brief shall be about, in either language")
    ] = None
    glossary: Annotated[tuple[TermEntry, ...], Field(max_length=MAX_TERMS)] = ()
    explain: Annotated[bool, Field(description="Whether to list the candidates that were weighed")] = False

    def options(self) -> Options:
        """The same as the library's options."""
        return Options(
            sentences=self.sentences,
            words=self.words,
            style=self.style,
            headline=self.headline,
            strategy=self.strategy,
            focus=self.focus or None,
            glossary=Glossary(tuple((term.arabic, term.english) for term in self.glossary)),
        )


class _Source(_Strict):
    """An article in one of three forms."""

    text: Annotated[Text | None, Field(description="The article as plain text")] = None
    html: Annotated[Text | None, Field(description="The article as a page of HTML")] = None
    url: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=2_000,
            description="Where the article is; off unless the operator allows it",
        ),
    ] = None
    language: Annotated[
        Literal["ar", "en"] | None, Field(description="The article's language, where detection is wrong")
    ] = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(form is not None for form in (self.text, self.html, self.url)) != 1:
            raise ValueError("Give exactly one of text, html and url")
        return self


class BriefRequest(BriefOptions, _Source):
    """One article, and how its brief shall be."""


class JobArticle(_Source):
    """One article of a job. ``id`` comes back with its result."""

    id: Annotated[str | None, Field(max_length=200)] = None


class JobRequest(_Strict):
    """Many articles, and how their briefs shall be."""

    articles: Annotated[tuple[JobArticle, ...], Field(min_length=1, max_length=MAX_ARTICLES)]
    options: BriefOptions = BriefOptions()


class JobState(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class JobStatus(BaseModel):
    """A job. ``done``, ``failed`` and ``cancelled`` count articles that ended; ``articles`` counts all."""

    id: str
    state: JobState
    created: datetime
    articles: int
    done: int
    failed: int
    cancelled: int


class JobList(BaseModel):
    """A page of jobs, the latest first; ``next`` is the cursor of the next page, none on the last."""

    jobs: list[JobStatus]
    next: str | None


class ComparisonItem(_Strict):
    """One article of a comparison, and what people made of it."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    text: Text
    language: Literal["ar", "en"]
    title: Annotated[str | None, Field(max_length=1_000)] = None
    references: Annotated[
        dict[Literal["ar", "en"], Annotated[tuple[Text, ...], Field(min_length=1, max_length=10)]],
        Field(description="Reference summaries by language; a line each sentence"),
    ] = {}


class ComparisonRequest(_Strict):
    """Articles, and the systems that are compared on them."""

    items: Annotated[tuple[ComparisonItem, ...], Field(min_length=1, max_length=MAX_COMPARED)]
    systems: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=100)], ...],
        Field(
            min_length=1,
            max_length=8,
            description="lead, lexrank, textrank, oracle, a profile, or one with a strategy: lite/direct",
        ),
    ]
    words: Annotated[
        int | None,
        Field(ge=10, le=2_000, description="Words of each summary, at most; none: as the references"),
    ] = None

    @model_validator(mode="after")
    def _once(self) -> Self:
        for name, given in (("item", [item.id for item in self.items]), ("system", list(self.systems))):
            if len(set(given)) < len(given):
                raise ValueError(f"Give each {name} once")
        return self


class ComparisonStatus(BaseModel):
    """A comparison. ``outputs`` counts articles times systems; the others count those that ended."""

    id: str
    state: JobState
    created: datetime
    outputs: int
    done: int
    failed: int
    cancelled: int


class ProfileInfo(BaseModel):
    """A profile that this service has loaded, under which terms its models are, and its measured figures."""

    name: str
    title: str
    license: str
    default: bool
    max_words: int
    models: dict[str, str]
    quality: list[Quality]


class ProfileList(BaseModel):
    """The profiles of this service."""

    profiles: list[ProfileInfo]


class Health(BaseModel):
    """How the service is."""

    status: Literal["ok", "ready"]


class ProblemField(BaseModel):
    """What is wrong with one field; ``pointer`` is a JSON pointer into the body (RFC 6901)."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """A problem (RFC 9457). ``type`` is stable; ``title``, ``detail`` and ``hint`` are for people."""

    type: str
    title: str
    status: int
    detail: str
    hint: str | None = None
    request_id: str | None = None
    errors: list[ProblemField] | None = None
