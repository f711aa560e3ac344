"""Every error that Mujaz raises on purpose.

::

    MujazError
    ├── ConfigurationError      a profile, option or installation is wrong
    │   ├── ProfileError            a profile file does not say what it must
    │   └── MissingExtraError       an optional dependency is not installed
    ├── InputError              what was given cannot become a brief
    │   ├── UnreadableInputError    not text: binary, an unknown encoding, no such file
    │   ├── EmptyArticleError       no sentence of an article was found
    │   ├── ArticleTooLongError     more text than the profile takes
    │   ├── LanguageError           neither Arabic nor English, or too unsure to say
    │   ├── RecordError             a record of a batch does not say what it must
    │   │   └── DuplicateIdError        an earlier record of the batch has the same id
    │   └── GlossaryError           a glossary line is not "source term, tab, target term"
    ├── ModelError              an engine cannot answer
    │   ├── ModelMissingError       the files are not on this machine; says which command fetches them
    │   ├── ModelIntegrityError     the files are not those that the profile pins
    │   ├── GenerationError         the engine answered with something that cannot be used
    │   └── RemoteError             a service cannot be reached, refuses, or fails again and again
    └── CacheError              the cache cannot be opened or read

Each carries ``value`` (what offended) and ``hint`` (what to do); ``str(error)`` shows both.
"""

from __future__ import annotations


class MujazError(Exception):
    """The root of the tree. ``message`` says what is wrong, ``hint`` what to do about it."""

    def __init__(self, message: str, *, value: object = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.value = value
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class ConfigurationError(MujazError):
    """A profile, option or installation is wrong."""


class ProfileError(ConfigurationError):
    """A profile file does not say what it must, or says what it must not."""


class MissingExtraError(ConfigurationError):
    """An optional dependency is not installed; the hint names the extra that brings it."""


class InputError(MujazError):
    """What was given cannot become a brief."""


class UnreadableInputError(InputError):
    """The input is not text: binary, in an unknown encoding, or not there."""


class EmptyArticleError(InputError):
    """No sentence of an article was found; the message says what was left out."""


class ArticleTooLongError(InputError):
    """The article has more text than the profile takes."""


class LanguageError(InputError):
    """The text is in neither supported language, or too short or mixed to say; names what was seen."""


class RecordError(InputError):
    """A record of a batch does not say what it must: no JSON, a wrong type, no text."""


class DuplicateIdError(RecordError):
    """An earlier record of the batch has the same id."""


class GlossaryError(InputError):
    """A line of a glossary cannot be read."""


class ModelError(MujazError):
    """An engine cannot answer."""


class ModelMissingError(ModelError):
    """A model's files are not on this machine; the hint names the command that fetches them."""


class ModelIntegrityError(ModelError):
    """A model's files are not the ones that the profile pins."""


class GenerationError(ModelError):
    """An engine answered with something that cannot be used."""


class RemoteError(ModelError):
    """A service that runs a model cannot be reached, refuses, or fails again and again."""


class CacheError(MujazError):
    """The cache cannot be opened, read or written."""
