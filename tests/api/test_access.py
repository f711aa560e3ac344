"""Keys, limits, hosts, headers, logs."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.access import read_keys
from api.keys import new_key
from summarizer.errors import ConfigurationError
from tests.api.conftest import until_ready
from tests.api.fakes import ENGLISH_TEXT, CountingWriter, app_with

ASKED = {"text": ENGLISH_TEXT, "sentences": 2}


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, str]:
    made = {"desk": new_key("desk", "3/minute"), "night": new_key("night")}
    lines = ["# who may ask", "", *(line for _, line in made.values())]
    (tmp_path / "keys").write_text("\n".join(lines), encoding="utf-8")
    return {name: key for name, (key, _) in made.items()}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_keys(tmp_path: Path, keys: dict[str, str]) -> None:
    with TestClient(app_with(tmp_path, keys_file=tmp_path / "keys")) as client:
        until_ready(client)
        for headers in ({}, bearer("wrong"), {"Authorization": f"Basic {keys['night']}"}, bearer("")):
            refused = client.post("/v1/briefs", json=ASKED, headers=headers)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == "Bearer"
        assert client.post("/v1/briefs", json=ASKED, headers=bearer(keys["night"])).status_code == 200
        job = client.post("/v1/jobs", json={"articles": [ASKED | {}]}, headers=bearer(keys["night"]))
        assert job.status_code == 422  # sentences belong to the options
        job = client.post("/v1/jobs", json={"articles": [{"text": "a"}]}, headers=bearer(keys["night"]))
        place = job.headers["location"]
        assert client.get(place, headers=bearer(keys["night"])).status_code == 200
        assert client.get(place, headers=bearer(keys["desk"])).status_code == 404
        for path in ("/healthz", "/readyz", "/metrics", "/openapi.json"):
            assert client.get(path).status_code == 200


def test_the_file_holds_no_keys(tmp_path: Path, keys: dict[str, str]) -> None:
    text = (tmp_path / "keys").read_text(encoding="utf-8")
    assert not [key for key in keys.values() if key in text or key.removeprefix("mujaz_") in text]


@pytest.mark.parametrize(
    "line", ["name", "name abc", "name " + "0" * 64 + " often", "a b c d", "n " + "x" * 64]
)
def test_a_broken_keys_file(tmp_path: Path, line: str) -> None:
    (tmp_path / "keys").write_text(f"# keys\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="Line 2"):
        read_keys(tmp_path / "keys")


def test_the_limit_of_a_key(tmp_path: Path, keys: dict[str, str]) -> None:
    with TestClient(app_with(tmp_path, keys_file=tmp_path / "keys")) as client:
        until_ready(client)
        answers = [client.get("/v1/profiles", headers=bearer(keys["desk"])) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert answers[0].headers["ratelimit-policy"] == '"default";q=3;w=60'
        assert answers[0].headers["ratelimit"].startswith('"default";r=2;t=')
        assert 1 <= int(answers[3].headers["retry-after"]) <= 61
        assert answers[3].headers["ratelimit"].startswith('"default";r=0;')
        assert client.get("/v1/profiles", headers=bearer(keys["night"])).status_code == 200


def test_a_limit_without_keys(tmp_path: Path) -> None:
    with TestClient(app_with(tmp_path, rate_limit="2/minute")) as client:
        until_ready(client)
        answers = [client.get("/v1/jobs").status_code for _ in range(3)]
        assert answers == [200, 200, 429]
        assert client.get("/healthz").status_code == 200


def test_security_headers_on_everything(client: TestClient) -> None:
    for answer in (client.get("/healthz"), client.get("/nowhere"), client.post("/v1/briefs", json=ASKED)):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "access-control-allow-origin" not in answer.headers


def test_other_sites_are_let_in_by_name_only(tmp_path: Path) -> None:
    with TestClient(app_with(tmp_path, cors_origins=("https://desk.example",))) as client:
        good = client.get("/healthz", headers={"Origin": "https://desk.example"})
        bad = client.get("/healthz", headers={"Origin": "https://evil.example"})
        assert good.headers["access-control-allow-origin"] == "https://desk.example"
        assert "access-control-allow-origin" not in bad.headers


def test_limits_hold_while_their_storage_is_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = {"rate_limit": "2/minute", "rate_storage": "redis://127.0.0.1:9/1"}
    with TestClient(app_with(tmp_path, **settings)) as client:
        until_ready(client)
        statuses = [client.get("/v1/profiles").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert caplog.text.count("counted in this process") == 1


def test_hosts(tmp_path: Path) -> None:
    from api.app import create_app
    from api.settings import Settings

    app = create_app(Settings(home=tmp_path), build=lambda profile, folder: CountingWriter())
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz", headers={"Host": "localhost:9"}).status_code == 200
        assert client.get("/healthz", headers={"Host": "[::1]:9"}).status_code == 200
        rebound = client.get("/healthz", headers={"Host": "evil.example"})
        assert rebound.status_code == 421
        assert rebound.json()["type"] == "urn:mujaz:problem:unknown-host"
    app = create_app(
        Settings(home=tmp_path, hosts=("Briefs.example",)), build=lambda profile, folder: CountingWriter()
    )
    with TestClient(app) as client:
        answers = [
            client.get("/healthz", headers={"Host": name}).status_code
            for name in ("briefs.example", "127.0.0.1:8000", "evil.example")
        ]
    assert answers == [200, 200, 421]


def test_request_ids(client: TestClient) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "desk-7"}).headers["x-request-id"] == "desk-7"
    for odd in ("", "a b", "x" * 65, 'quote"'):
        made = client.get("/healthz", headers={"X-Request-ID": odd}).headers["x-request-id"]
        assert made != odd
        assert len(made) == 32
    problem = client.get("/nowhere", headers={"X-Request-ID": "desk-8"}).json()
    assert problem["request_id"] == "desk-8"


def test_the_log_has_a_line_for_each_request_and_no_word_of_an_article(
    client: TestClient, writer: CountingWriter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.post("/v1/briefs", json=ASKED, headers={"X-Request-ID": "seen"})
    client.post("/v1/briefs", json={"text": "villages 7"})
    writer.error = ValueError("villages")
    client.post("/v1/briefs", json={**ASKED, "sentences": 3})
    client.post("/v1/jobs", json={"articles": [{"text": ENGLISH_TEXT}]})
    ours = [record for record in caplog.records if record.name.startswith(("api", "summarizer"))]
    assert not [record for record in ours if "villages" in record.getMessage() or record.exc_info]
    found: list[dict[str, Any]] = [json.loads(r.getMessage()) for r in ours if r.name == "api.access"]
    [line] = [line for line in found if line["id"] == "seen"]
    assert (line["method"], line["route"], line["status"], line["cache"]) == (
        "POST",
        "/v1/briefs",
        200,
        "miss",
    )
    assert [line["problem"] for line in found if line["status"] == 500] == ["internal"]


def test_metrics_have_few_labels(client: TestClient) -> None:
    client.post("/v1/briefs", json=ASKED)
    for number in range(20):
        client.get(f"/nowhere/{number}")
        client.get(f"/v1/briefs/{number:064d}")
        client.request("BREW", f"/coffee/{number}")
    text = client.get("/metrics").text
    assert 'mujaz_briefs_total{cache="miss",language="en",profile="lite",verdict="' in text
    assert 'mujaz_requests_total{method="GET",route="other",status="404"} 20.0' in text
    assert 'mujaz_requests_total{method="other",route="other",status="404"} 20.0' in text
    assert 'mujaz_requests_total{method="GET",route="/v1/briefs/{id}",status="404"} 20.0' in text
    assert "mujaz_ready 1.0" in text
