"""Which words of a sentence its translation does not account for.

Contrastive conditioning (Vamvas & Sennrich 2022, "As Little as Possible, as Much as Necessary: Detecting
Over- and Undertranslations with Contrastive Conditioning"): a word that the translation carries is likelier
in the source, given the translation, than given nothing. One that is unlikely, and no likelier than that, was
lost on the way or became something else. See ``docs/checks/meaning.md``.
"""

from __future__ import annotations

from collections.abc import Sequence

#: Log-probability (nats) above which a word of the source is accounted for, whatever it is on its own.
LEAST = -10.0

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


def _bare(word: str) -> str:
    """The word from its first letter or digit to its last one."""
    places = [i for i, character in enumerate(word) if character.isalnum()]
    return word[places[0] : places[-1] + 1] if places else ""
