"""Articles in both languages and systems without weights, for tests of comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from summarizer.briefs import Strategy
from summarizer.comparison.journal import Journal
from summarizer.comparison.measures import score_all
from summarizer.comparison.result import Result, compose
from summarizer.comparison.run import Written, write_all
from summarizer.comparison.systems import System, pair_system
from summarizer.languages import ARABIC, ENGLISH
from summarizer.pipeline import Pipeline
from summarizer.profiles import Profile, load_profile
from summarizer.protocols import Progress
from summarizer.quality.records import Item, Output
from summarizer.quality.scores import Scorer
from summarizer.selection import Settings
from summarizer.text.reading import read_article
from summarizer.translation import Reranking, TranslationChooser
from tests.fakes import FakeEmbedder, FakeSummarizer, FakeTranslator

_TOWNS = ("Harbour town", "Hill village", "River city", "Lake district", "Old port", "North valley")
_TOWNS_ARABIC = ("بلدة الميناء", "قرية التل", "مدينة النهر", "حي البحيرة", "المرفأ القديم", "الوادي الشمالي")


def english(number: int) -> Item:
    town = _TOWNS[number % len(_TOWNS)]
    text = (
        f"{town} opened its library again on Sunday after a repair of {number + 2} years.\n\n"
        f"About {number + 3},000 people read there every month before the roof fell in. "
        "The repair took longer than the mayor had promised.\n\n"
        f"The council paid {number + 1} million dollars for the new roof. "
        "Children may borrow books without a fee until the end of the year. "
        "A second building will follow next to the market."
    )
    reference = f"The library of {town} is open again.\nThe new roof cost {number + 1} million dollars."
    return Item(f"en-{number}", text, ENGLISH, {"en": (reference,)}, title=f"{town} reads again")


def arabic(number: int) -> Item:
    town = _TOWNS_ARABIC[number % len(_TOWNS_ARABIC)]
    text = (
        f"أعادت {town} فتح مكتبتها يوم الأحد بعد إصلاح دام {number + 2} سنوات.\n\n"
        f"وكان نحو {number + 3} آلاف شخص يقرؤون فيها كل شهر قبل سقوط السقف. "
        "واستغرق الإصلاح وقتا أطول مما وعد به رئيس البلدية.\n\n"
        f"ودفع المجلس {number + 1} ملايين دولار ثمنا للسقف الجديد. "
        "ويستعير الأطفال الكتب مجانا حتى نهاية العام. "
        "وسيقام مبنى ثان إلى جانب السوق."
    )
    reference = f"فتحت مكتبة {town} أبوابها من جديد.\nوكلف السقف الجديد {number + 1} ملايين دولار."
    return Item(f"ar-{number}", text, ARABIC, {"ar": (reference,)}, title=f"{town} تقرأ من جديد")


def items(count: int = 3) -> list[Item]:
    """``count`` articles of each language."""
    return [make(number) for make in (english, arabic) for number in range(count)]


def first(count: int, name: str = "lead") -> System:
    """Copies the first sentences of an article."""

    def write(item: Item, words: int, progress: Progress) -> Output:
        progress("summarize", 0.0)
        sentences = read_article(item.text, html=False, language=item.language).sentences[:count]
        return Output(item.id, name, {item.language.code: tuple(sentence.text for sentence in sentences)})

    return System(name, f"The first {count} sentences", f"{name}@1", write)


def pipeline(flaws: dict[str, str] | None = None, trade_off: float = 0.4, profile: str = "lite") -> Pipeline:
    """The real pipeline over engines without weights. ``flaws`` are mistakes of the translator."""
    embedder = FakeEmbedder()
    translator = FakeTranslator(flaws, always=True)
    return Pipeline(
        FakeSummarizer(),
        TranslationChooser(translator, embedder, Reranking(low=0.0, high=1.0)),
        embedder,
        profile=profile,
        models={"summarizer": "fake"},
        strategies={},
        settings=Settings(trade_off=trade_off),
    )


def profile(name: str = "lite") -> Profile:
    return load_profile("lite").model_copy(update={"name": name})


def pair(
    name: str = "lite", flaws: dict[str, str] | None = None, strategy: Strategy = Strategy.AUTO
) -> System:
    """A profile's pipeline as a system."""
    return pair_system(profile(name), pipeline(flaws, profile=name), strategy)


def written(folder: Path, systems: Sequence[System], given: Sequence[Item]) -> Written:
    """What the systems write, with a journal in ``folder``."""
    with Journal(folder) as journal:
        return write_all(given, systems, journal, words=40, concurrency=2)


def result(folder: Path, systems: Sequence[System] | None = None, count: int = 3) -> Result:
    """A whole comparison of systems without weights."""
    chosen = list(systems) if systems is not None else [first(2), pair(), pair("careless", {"0": "7"})]
    given = items(count)
    done = written(folder, chosen, given)
    scores, seconds = score_all(given, done.outputs, Scorer(FakeEmbedder()))
    return compose(
        given,
        chosen,
        done.outputs,
        done.failures,
        scores,
        words=40,
        seconds={"briefs": done.seconds, "metrics": seconds},
    )
