"""What is compared: baselines, profiles by strategy, their selection alone, and files of other systems.

Every system is given the same budget of words for an item, and keeps to it in the article's language, in
which it is compared. The other brief of a profile is its translation, as long as that gets.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from summarizer import assembly
from summarizer.assembly import Runtime
from summarizer.backends.extractive import ExtractiveSummarizer
from summarizer.briefs import Article, BriefPair, Options, Strategy
from summarizer.comparison.engines import RememberingTranslator, remembering
from summarizer.errors import ConfigurationError, MissingExtraError
from summarizer.profiles import Extractive, Profile, load_profile
from summarizer.protocols import BriefWriter, Cache, Progress
from summarizer.quality import baselines, datasets
from summarizer.quality.records import Item, Output
from summarizer.quality.vectors import KeptVectors
from summarizer.selection import Bounds, select
from summarizer.text.reading import read_article
from summarizer.wire import to_wire

BASELINES = ("lead", "lexrank", "textrank", "oracle")
#: Those that need the extra ``baselines``.
OPTIONAL = ("lexrank", "textrank")
SELECTION, BLIND = "-selection", "-blind"

#: Words of a summary where the data has no reference whose length could be taken.
DEFAULT_WORDS = 80
#: A budget is never less: a shorter one holds no sentence.
LEAST_WORDS = 15
#: Sentences of a brief, at most; every one costs the translation of two or more candidates.
MOST_SENTENCES = 20

Built = TypeVar("Built")

#: Writes the summary of an item within a budget of words.
Write = Callable[[Item, int, Progress], Output]


@dataclass(frozen=True)
class System:
    """One system under comparison.

    ``identity`` says everything that its answers depend on besides item and budget. ``profile`` and
    ``strategy`` are those of a system that writes pairs, which are checked; other systems have none.
    ``bounds`` says whether it keeps to the budget in both languages, as a profile of the service does.
    """

    name: str
    title: str
    identity: str
    write: Write
    profile: str = ""
    strategy: str = ""
    bounds: Bounds = "article"

    @property
    def writes_pairs(self) -> bool:
        """Whether it writes both languages, with checks."""
        return bool(self.profile)


def budget(item: Item, words: int | None) -> int:
    """Words that a summary of ``item`` may have: ``words``, or as many as its references have on average."""
    if words is not None:
        return words
    return max(LEAST_WORDS, baselines.budget(item, default=DEFAULT_WORDS))


class Systems:
    """Opens systems by name; those of one profile share their engines.

    Args:
        cache: where briefs are looked up and kept, if anywhere.
        gather: whether articles that are written at once share the translator's batches.
        runtime: where the models of a profile run.
    """

    def __init__(
        self,
        data_folder: Path,
        cache: Cache | None = None,
        *,
        gather: bool = False,
        runtime: Callable[[Profile], Runtime] = lambda _: Runtime(),
    ) -> None:
        self._data_folder = data_folder
        self._cache = cache
        self._gather = gather
        self._runtime = runtime
        self._embedders: dict[str, KeptVectors] = {}
        self._translators: dict[str, RememberingTranslator] = {}

    def open(self, name: str, progress: Progress | None = None) -> System:
        """The system of this name; ``progress`` is told of a model that is built for it.

        ``lead``, ``lexrank``, ``textrank`` and ``oracle`` are baselines. ``lite`` is a profile (or the path
        of one) with the strategy that it calls ``auto``, ``lite/direct`` with another one, ``lite-blind``
        with a selection in which the translation has no say, and ``lite-selection`` its selection alone, in
        the article's language.

        Raises:
            ProfileError: there is no such profile.
            ConfigurationError: its summarizer does not select.
            MissingExtraError: the baseline needs an optional dependency.
        """
        if name in BASELINES:
            return baseline(name)
        head, _, tail = name.rpartition("/")
        if head and tail in list(Strategy):
            return self._pair(load_profile(head), Strategy(tail), progress)
        for ending in (SELECTION, BLIND):
            if name.endswith(ending):
                profile = load_profile(name.removesuffix(ending))
                return self._selection(profile) if ending == SELECTION else self._blind(profile, progress)
        return self._pair(load_profile(name), Strategy.AUTO, progress)

    def embedder(self, profile: Profile) -> KeptVectors:
        """The profile's embedder, which remembers what it embedded."""
        return _once(
            self._embedders,
            profile.embedder.model_dump_json(),
            lambda: KeptVectors(
                assembly.build_embedder(
                    profile, data_folder=self._data_folder, runtime=self._runtime(profile)
                )
            ),
        )

    def _pair(
        self,
        profile: Profile,
        strategy: Strategy,
        progress: Progress | None,
        *,
        name: str = "",
        title: str = "",
    ) -> System:
        profile = profile.model_copy(update={"selection": replace(profile.selection, bounds="article")})
        # Other translators may share their model with the summarizer, and are built with it.
        translator = self._translator(profile, progress) if profile.gathers else None
        writer = assembly.build_writer(
            profile,
            data_folder=self._data_folder,
            cache=self._cache,
            gather=self._gather,
            embedder=self.embedder(profile),
            translator=translator,
            progress=progress,
            runtime=self._runtime(profile),
        )
        return pair_system(profile, writer, strategy, name=name, title=title)

    def _translator(self, profile: Profile, progress: Progress | None) -> RememberingTranslator:
        return _once(
            self._translators,
            profile.translator.model_dump_json(),
            lambda: remembering(
                assembly.build_translator(profile, data_folder=self._data_folder, progress=progress)
            ),
        )

    def _blind(self, profile: Profile, progress: Progress | None) -> System:
        blind = profile.model_copy(
            update={
                "name": f"{profile.name}{BLIND}",
                "selection": replace(profile.selection, trade_off=0.0),
            }
        )
        title = f"{profile.name}, the translation having no say in the selection"
        return self._pair(blind, Strategy.AUTO, progress, name=blind.name, title=title)

    def _selection(self, profile: Profile) -> System:
        if not isinstance(profile.summarizer, Extractive):
            raise ConfigurationError(
                f"Profile {profile.name} does not select sentences of the article",
                value=profile.summarizer.engine,
                hint=f"Compare the profile itself: {profile.name}",
            )
        embedder = self.embedder(profile)
        summarizer = ExtractiveSummarizer(embedder, profile.summarizer.weights)
        settings = replace(profile.selection, trade_off=0.0)
        name = f"{profile.name}{SELECTION}"

        def write(item: Item, words: int, progress: Progress) -> Output:
            progress("summarize", 0.0)
            article = _article(item, profile.max_words)
            candidates, _ = summarizer.propose(article, Options(), item.language)
            texts = [candidate.text for candidate in candidates]
            lengths = [len(text.split()) for text in texts]
            picks = select(
                [candidate.salience for candidate in candidates],
                [1.0] * len(texts),
                embedder.embed(texts),
                [(length, length) for length in lengths],
                sentences=len(texts),
                words=words,
                settings=settings,
            )
            chosen = [text for text, pick in zip(texts, picks, strict=True) if pick.chosen]
            return Output(item.id, name, {item.language.code: tuple(chosen)})

        return System(
            name,
            f"The selection of {profile.name} alone, in the article's language",
            f"{summarizer.identity}|{settings}",
            write,
        )


def pair_system(
    profile: Profile, writer: BriefWriter, strategy: Strategy, *, name: str = "", title: str = ""
) -> System:
    """A profile's writer as a system. Under ``auto`` its name is the profile's."""
    named = name or (profile.name if strategy is Strategy.AUTO else f"{profile.name}/{strategy}")

    def write(item: Item, words: int, progress: Progress) -> Output:
        article = _article(item, profile.max_words)
        options = Options(sentences=sentences_within(article, words), words=words, strategy=strategy)
        return output_of(writer.write(article, options, progress), item.id, named)

    described = title or (profile.title if strategy is Strategy.AUTO else f"{profile.name}, {strategy}")
    return System(
        named,
        described,
        f"{writer.identity}|{strategy}",
        write,
        profile=profile.name,
        strategy=str(strategy),
        bounds=profile.selection.bounds,
    )


def sentences_within(article: Article, words: int) -> int:
    """How many sentences a brief needs to spend ``words``: one more than of the article's mean length."""
    mean = article.words / max(1, len(article.sentences))
    return min(MOST_SENTENCES, 1 + math.ceil(words / max(1.0, mean)))


def output_of(pair: BriefPair, item: str, system: str) -> Output:
    """A brief as the output of a system; ``detail`` also has the mean salience of the candidates it took."""
    taken = [choice.salience for choice in pair.choices if choice.chosen]
    wire = {**to_wire(pair), "candidate_salience": sum(taken) / len(taken) if taken else None}
    return replace(datasets.output_of(wire, system), item=item)


def baseline(name: str) -> System:
    """A baseline of ``quality.baselines``.

    Raises:
        MissingExtraError: it needs an optional dependency.
    """
    if name in OPTIONAL and find_spec("sumy") is None:
        raise MissingExtraError(f"{name} needs sumy", value=name, hint="pip install 'mujaz[baselines]'")
    summarize = baselines.system(name)

    def write(item: Item, words: int, progress: Progress) -> Output:
        progress("summarize", 0.0)
        return Output(item.id, name, {item.language.code: tuple(summarize(item, words))})

    return System(name, _TITLES[name], f"{name} of mujaz {version('mujaz')}", write)


_TITLES = {
    "lead": "The article's first sentences",
    "lexrank": "LexRank, by sumy",
    "textrank": "TextRank, by sumy",
    "oracle": "Oracle: the article's sentences that agree best with the reference, which no system can know",
}


def given(name: str, path: Path, outputs: Mapping[str, Output]) -> System:
    """A system whose outputs are in a file already, by the id of their item."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()

    def write(item: Item, words: int, progress: Progress) -> Output:  # noqa: ARG001 - all systems are called alike
        if item.id not in outputs:
            raise ConfigurationError(f"{path} has no output for this article", value=item.id)
        return replace(outputs[item.id], system=name)

    return System(name, f"Outputs in {path.name}", f"file {digest}", write)


def names(
    systems: Sequence[str], profiles: Sequence[str], strategies: Sequence[Strategy] | None
) -> list[str]:
    """The names of all systems that are asked for, each once: ``systems``, then profiles by strategies.

    None stands for every strategy that a profile has.

    Raises:
        ProfileError: with None, there is no such profile.
    """
    pairs = [
        profile if strategy is Strategy.AUTO else f"{profile}/{strategy}"
        for profile in profiles
        for strategy in (possible(load_profile(profile)) if strategies is None else strategies)
    ]
    return list(dict.fromkeys([*systems, *pairs]))


def possible(profile: Profile) -> list[Strategy]:
    """The strategies that a profile has: only what abstracts can write the other language directly."""
    found = [Strategy.SUMMARIZE_THEN_TRANSLATE, Strategy.TRANSLATE_THEN_SUMMARIZE]
    return found if isinstance(profile.summarizer, Extractive) else [*found, Strategy.DIRECT]


def _article(item: Item, max_words: int) -> Article:
    return read_article(item.text, html=False, language=item.language, id=item.id, max_words=max_words)


def _once(kept: dict[str, Built], key: str, build: Callable[[], Built]) -> Built:
    if key not in kept:
        kept[key] = build()
    return kept[key]
