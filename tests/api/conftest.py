"""A running service with a fake writer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.api.fakes import CountingWriter, app_with


def until_ready(client: TestClient) -> TestClient:
    """Waits for the canaries; fails if they take long."""
    for _ in range(1000):
        if client.get("/readyz").status_code == 200:
            return client
        time.sleep(0.01)
    raise AssertionError(client.get("/readyz").text)


@pytest.fixture
def writer() -> CountingWriter:
    return CountingWriter()


@pytest.fixture
def client(tmp_path: Path, writer: CountingWriter) -> Iterator[TestClient]:
    with TestClient(app_with(tmp_path, writer)) as opened:
        yield until_ready(opened)
        writer.gate.set()
