"""Every error has a kind of problem of its own, and the documentation lists it."""

from __future__ import annotations

import inspect
from pathlib import Path

from api import errors as service
from api.errors import BusyError, FieldError, InvalidRequestError
from api.problems import LIBRARY, kind_of, problem, problem_response, service_kinds
from summarizer import errors

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


def test_every_error_of_the_library_is_in_the_table() -> None:
    tree = {c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, errors.MujazError)}
    assert set(LIBRARY) == tree


def test_names_are_unique_and_documented() -> None:
    kinds = [*LIBRARY.values(), *service_kinds()]
    slugs = [kind.slug for kind in kinds]
    assert len(slugs) == len(set(slugs))
    text = DOCS.read_text(encoding="utf-8")
    assert [kind.slug for kind in kinds if f"| `{kind.slug}` | {kind.status} |" not in text] == []


def test_the_services_own_errors_have_their_own_kind() -> None:
    tree = [
        c
        for _, c in inspect.getmembers(service, inspect.isclass)
        if issubclass(c, service.ServiceError) and c is not service.ServiceError
    ]
    assert len({c.kind.slug for c in tree}) == len(tree)


def test_a_new_error_is_its_nearest_ancestor() -> None:
    class NewError(errors.LanguageError):
        pass

    assert kind_of(NewError("x")).slug == "language"
    assert kind_of(ValueError("x")).slug == "internal"


def test_what_a_problem_says() -> None:
    error = InvalidRequestError("wrong", hint="mend it", value="secret", fields=[FieldError("/a", "is b")])
    assert problem(error, "r-1") == {
        "type": "urn:mujaz:problem:invalid-request",
        "title": "The request has invalid fields",
        "status": 422,
        "detail": "wrong",
        "hint": "mend it",
        "request_id": "r-1",
        "errors": [{"pointer": "/a", "detail": "is b"}],
    }


def test_half_a_surrogate_pair_in_a_message() -> None:
    assert b"\\ud800" in problem_response(errors.InputError("half: \ud800")).body


def test_retry_after_is_whole_seconds() -> None:
    assert problem_response(BusyError("x", retry_after=0.2)).headers["retry-after"] == "1"
    assert problem_response(BusyError("x", retry_after=1.2)).headers["retry-after"] == "2"
