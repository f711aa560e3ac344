"""Which words of a sentence its translation does not account for.

Contrastive conditioning (Vamvas & Sennrich 2022, "As Little as Possible, as Much as Necessary: Detecting
Over- and Undertranslations with Contrastive Conditioning"): a word that the translation carries is likelier
in the source, given the translation, than given nothing. One that is unlikely, and no likelier than that, was
lost on the way or became something else. See ``docs/checks/meaning.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from summarizer.text.normalization import fold

#: Log-probability (nats) above which a word of the source is accounted for, whatever it is on its own.
LEAST = -10.0

_GRAMMAR = """
a an the of to in on at by for with from that this these those which who whom whose and or but as is are was
were be been being has have had do does did will would it its he she his her they their them also then so
there than
من في على إلى عن مع أن إن أنه أنها التي الذي الذين هذا هذه ذلك تلك كان كانت قد لقد ثم أو حيث إذ كما لذا
فيما حول منذ خلال هو هي هم ما يوم عام عاما سنة
"""
_GRAMMATICAL = frozenset(map(fold, _GRAMMAR.split()))

#: A word and its log-probability in nats.
Word = tuple[str, float]


def lost_words(given: Sequence[Word], alone: Sequence[Word], least: float = LEAST) -> tuple[str, ...]:
    """The words of a source that its translation does not make likelier, in order, without punctuation.

    ``given`` holds all words with their log-probabilities given the translation, ``alone`` the same words
    given nothing.

    Raises:
        ValueError: the two do not have the same words.
    """
    if [word for word, _ in given] != [word for word, _ in alone]:
        raise ValueError("given and alone must hold the same words")
    lost = (
        _bare(word)
        for (word, likely), (_, before) in zip(given, alone, strict=True)
        if likely < least and likely < before
    )
    return tuple(dict.fromkeys(word for word in lost if word))


def content_words(words: Iterable[str]) -> tuple[str, ...]:
    """Those of ``words`` that say something by themselves, which are what a reader can look for.

    The other language may well have nothing for the others: يوم in يوم الأحد, عاما after an age.
    """
    return tuple(word for word in words if not _is_grammatical(fold(word).lower()))


def _is_grammatical(word: str) -> bool:
    return word in _GRAMMATICAL or (word[:1] in "وف" and word[1:] in _GRAMMATICAL)


def _bare(word: str) -> str:
    """The word from its first letter or digit to its last one."""
    places = [i for i, character in enumerate(word) if character.isalnum()]
    return word[places[0] : places[-1] + 1] if places else ""
