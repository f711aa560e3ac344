"""The web page's files, and nothing else."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.routes.page import POLICY, page_files


def test_the_page(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"] == POLICY
    assert client.get("/", headers={"If-None-Match": page.headers["etag"]}).status_code == 304


def test_every_file(client: TestClient) -> None:
    assert {"index.html", "page.css", "page.js"} <= set(page_files())
    for name, (body, media_type) in page_files().items():
        answer = client.get(f"/page/{name}")
        assert (answer.status_code, answer.content) == (200, body)
        assert answer.headers["content-type"] == media_type
        assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "%2e%2e/app.py", "nothing.js", "index.html%00", "a/b"]
)
def test_nothing_else(client: TestClient, name: str) -> None:
    assert client.get(f"/page/{name}").status_code == 404
