"""The OpenAPI document: true to the service, with examples that work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import positive_data_acceptance
from starlette.testclient import TestClient

from api.examples import BRIEF_REQUESTS, BRIEFS, COMPARISON_REQUESTS, JOB_REQUESTS
from api.openapi import PROBLEMS
from summarizer import wire
from tests.api.conftest import until_ready
from tests.api.fakes import app_with
from tests.api.live import running


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Any:
    app = app_with(tmp_path_factory.mktemp("home"))
    with TestClient(app) as client:
        yield until_ready(client)


def test_every_operation_says_what_it_may_answer(service: TestClient) -> None:
    document = service.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            statuses = set(operation["responses"])
            assert statuses & {"200", "202"}
            assert "421" in statuses
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("example", BRIEF_REQUESTS.values(), ids=BRIEF_REQUESTS)
def test_examples_of_briefs_work(service: TestClient, example: Any) -> None:
    assert service.post("/v1/briefs", json=example["value"]).status_code == 200


@pytest.mark.parametrize("example", JOB_REQUESTS.values(), ids=JOB_REQUESTS)
def test_examples_of_jobs_work(service: TestClient, example: Any) -> None:
    assert service.post("/v1/jobs", json=example["value"]).status_code == 202


@pytest.mark.parametrize("example", COMPARISON_REQUESTS.values(), ids=COMPARISON_REQUESTS)
def test_examples_of_comparisons_work(service: TestClient, example: Any) -> None:
    assert service.post("/v1/comparisons", json=example["value"]).status_code == 202


@pytest.mark.parametrize("example", BRIEFS.values(), ids=BRIEFS)
def test_examples_of_answers_are_briefs(example: Any) -> None:
    jsonschema.validate(example["value"], wire.schema())


def test_the_document_is_the_services(service: TestClient, tmp_path: Path) -> None:
    assert service.get("/openapi.json").json() == app_with(tmp_path).openapi()


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with running(app_with(tmp_path_factory.mktemp("home"))) as address:
        yield schemathesis.openapi.from_url(f"{address}/openapi.json")


@pytest.mark.parametrize("name", list(PROBLEMS))
def test_generated_requests_get_documented_answers(generated: Any, name: str) -> None:
    """A few requests of each operation; ``python -m tests.api.measure_contract`` sends many, in chains."""
    operation = generated.find_operation_by_id(name)

    @settings(
        max_examples=6,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])  # not every text is an article

    check()


def test_the_figures_of_a_comparison_are_as_documented(generated: Any) -> None:
    create = generated.find_operation_by_id("create_comparison")
    asked = next(iter(COMPARISON_REQUESTS.values()))["value"]
    created = create.Case(body=asked, media_type="application/json").call_and_validate()
    result = generated.find_operation_by_id("get_comparison_result")
    answer = result.Case(path_parameters={"id": created.json()["id"]}).call_and_validate()
    assert answer.status_code == 200
