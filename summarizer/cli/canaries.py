"""What ``mujaz doctor`` asks of the engines: that they answer sensibly, and how long they take here."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.briefs import Options
from summarizer.cli.console import CACHE_FILE, duration, size
from summarizer.cli.machine import Finding, State
from summarizer.errors import MujazError
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.profiles import Profile
from summarizer.protocols import Embedder, Progress
from summarizer.translation import TranslationChooser

if TYPE_CHECKING:
    from summarizer.assembly import Runtime

#: Sentences of news and their translations.
PAIRS = (
    ("The government raised the price of bread on Monday.", "رفعت الحكومة سعر الخبز يوم الاثنين."),
    ("Heavy rain closed two schools in the capital.", "أغلقت أمطار غزيرة مدرستين في العاصمة."),
    ("The hospital needs 40 more nurses.", "يحتاج المستشفى إلى 40 ممرضة إضافية."),
    ("Farmers expect a good olive harvest this year.", "يتوقع المزارعون موسم زيتون جيدًا هذا العام."),
)

#: An article of the length of an agency report's first paragraphs.
ARTICLE = """\
Harbour town reopens its bridge after two years

The old bridge over the harbour opened to cars again on Sunday, two years after a ship damaged its \
northern pillar. About 12,000 vehicles used it every day before the accident.

The repair took eight months longer than planned. Engineers found that salt water had weakened the \
other pillars too, and the city council had to ask the ministry for 3.5 million dollars more.

"People lost an hour on every trip to work, and the shops on our side lost their customers," said the \
owner of a bakery near the bridge. Ferries carried passengers in the meantime, but no goods.

Lorries of more than 20 tons stay banned until a second inspection in March. The council says that it \
will publish the report of the inspectors.
"""

#: Translations outside these bounds of the source's length, in characters, are cut off or run on.
LENGTHS = (0.4, 2.5)


def engines(profile: Profile, folder: Path, progress: Progress, runtime: Runtime) -> Iterator[Finding]:
    """Loads the profile's engines, asks each something simple, and times them."""
    from summarizer import assembly

    started = time.perf_counter()
    try:
        embedder = assembly.build_embedder(profile, data_folder=folder, runtime=runtime)
        chooser = assembly.build_chooser(profile, data_folder=folder, progress=progress, runtime=runtime)
    except Exception as error:  # noqa: BLE001 - whatever it is, the table shall say it
        yield failure("Load the models", error)
        return
    seconds = time.perf_counter() - started
    yield Finding("Load the models", State.OK, f"{duration(seconds)}", seconds=seconds)
    yield attempt("Embeddings", lambda: embeddings(embedder))
    yield attempt("Translate en to ar", lambda: translations(chooser, ENGLISH, ARABIC))
    yield attempt("Translate ar to en", lambda: translations(chooser, ARABIC, ENGLISH))
    yield attempt("One sentence", lambda: speed(chooser, 1))
    yield attempt("Batch of 8", lambda: speed(chooser, 8))
    yield attempt("Example brief", lambda: example_brief(profile, folder, runtime))
    yield peak_memory(promised=profile.name == "lite")


def cache(folder: Path) -> Finding:
    """Whether the cache of briefs opens, and how full it is."""
    from summarizer.cache import open_cache

    opened = open_cache(folder / CACHE_FILE)
    try:
        found = opened.stats()
    finally:
        opened.close()
    return Finding("Cache", State.OK, f"{found.entries:,} briefs, {size(found.bytes)}, in {found.where}")


def models(profile: Profile, folder: Path, progress: Progress, *, build: bool) -> Iterator[Finding]:
    """Whether every model is here and unchanged; with ``build`` the translator is built where it is not."""
    from summarizer.backends import store
    from summarizer.profiles.needs import wanted

    needs = wanted([profile])
    if build and any(model.state is store.State.UNBUILT for model in store.list_models(folder, needs)):
        started = time.perf_counter()
        yield attempt("Build translator", lambda: _built(store.build_lite(folder, progress), started))
    for model in store.verify_models(folder, needs, progress):
        state = {
            store.State.READY: State.WARN if model.note else State.OK,
            store.State.UNBUILT: State.WARN,
            store.State.REMOTE: State.OK,
        }.get(model.state, State.FAIL)
        detail = f"{model.state}, revision {model.revision}, {size(model.size)}; {model.licence}"
        yield Finding(f"Model {model.name}", state, detail, model.note)


def _built(where: Path, started: float) -> Finding:
    seconds = time.perf_counter() - started
    return Finding("Build translator", State.OK, f"{duration(seconds)}, in {where}", seconds=seconds)


def attempt(name: str, check: Callable[[], Finding]) -> Finding:
    """The finding of ``check``, or that it failed and why."""
    try:
        return check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the table shall say it
        return failure(name, error)


def failure(name: str, error: Exception) -> Finding:
    """An exception as a finding."""
    if isinstance(error, MujazError):
        return Finding(name, State.FAIL, error.message, error.hint)
    return Finding(name, State.FAIL, f"{type(error).__name__}: {error}", "Please report it")


def embeddings(embedder: Embedder) -> Finding:
    """Whether every sentence is closer to its own translation than to any other."""
    vectors = embedder.embed([*(english for english, _ in PAIRS), *(arabic for _, arabic in PAIRS)])
    similarity = vectors[: len(PAIRS)] @ vectors[len(PAIRS) :].T
    right = int((similarity.argmax(axis=1) == range(len(PAIRS))).sum())
    pairs = float(similarity.diagonal().mean())
    others = float((similarity.sum() - similarity.trace()) / (similarity.size - len(PAIRS)))
    detail = (
        f"{right} of {len(PAIRS)} translations found; cosine {pairs:.2f} of pairs, {others:.2f} of others"
    )
    if right == len(PAIRS):
        return Finding("Embeddings", State.OK, detail)
    return Finding(
        "Embeddings", State.FAIL, detail, "The embedder's weights are damaged: mujaz models verify"
    )


def translations(chooser: TranslationChooser, source: Language, target: Language) -> Finding:
    """Whether the translator answers in the right language and at a sensible length."""
    from summarizer.text.detection import detect

    name = f"Translate {source} to {target}"
    texts = [pair[0 if source == ENGLISH else 1] for pair in PAIRS]
    answers = [answer.text for answer in chooser.translate(texts, source, target)]
    wrong = []
    for text, answer in zip(texts, answers, strict=True):
        seen = detect(answer)
        if seen.language != target:
            wrong.append(f"{answer!r} is not {target.name}: {seen.seen}")
        elif not LENGTHS[0] <= len(answer) / len(text) <= LENGTHS[1]:
            wrong.append(f"{answer!r} is too short or too long for {text!r}")
    if not wrong:
        return Finding(name, State.OK, answers[0])
    state = State.WARN if len(wrong) < len(texts) // 2 else State.FAIL
    return Finding(name, state, "; ".join(wrong), "See whether its files are whole: mujaz models verify")


def speed(chooser: TranslationChooser, count: int) -> Finding:
    """How long it takes to translate ``count`` sentences of an article into Arabic, reranking included."""
    texts = [sentence.strip() for sentence in ARTICLE.replace("\n", " ").split(". ")][:count]
    started = time.perf_counter()
    chooser.translate(texts, ENGLISH, ARABIC)
    seconds = time.perf_counter() - started
    name = "One sentence" if count == 1 else f"Batch of {count}"
    each = "" if count == 1 else f", {duration(seconds / count)} each"
    return Finding(name, State.OK, f"{duration(seconds)}{each}", seconds=seconds)


def example_brief(profile: Profile, folder: Path, runtime: Runtime) -> Finding:
    """How long a brief takes, loading included, and its verdict."""
    from summarizer import assembly
    from summarizer.text.reading import read_article

    started = time.perf_counter()
    writer = assembly.build_writer(profile, data_folder=folder, runtime=runtime)
    pair = writer.write(read_article(ARTICLE), Options(sentences=3))
    seconds = time.perf_counter() - started
    detail = f"{duration(seconds)}, verdict {pair.fidelity.verdict}"
    if not pair.arabic.sentences or not pair.english.sentences:
        return Finding("Example brief", State.FAIL, "an empty brief", "Please report it", seconds)
    return Finding("Example brief", State.OK, detail, seconds=seconds)


def peak_memory(*, promised: bool) -> Finding:
    """The most memory that this process held; ``promised``: the lite profile's bound holds for it."""
    if sys.platform == "win32":
        return Finding("Peak memory", State.OK, "unknown on this system")
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # macOS counts bytes, Linux kilobytes
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    if promised and used > 3 * 2**30:
        return Finding(
            "Peak memory", State.WARN, size(used), "More than the 3 GB that the lite profile promises"
        )
    return Finding("Peak memory", State.OK, size(used))
