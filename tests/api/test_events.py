"""Events on a real connection."""

from __future__ import annotations

import http.client
import json
import time
from pathlib import Path

from tests.api.fakes import ENGLISH_TEXT, CountingWriter, app_with
from tests.api.live import running


def test_a_client_that_goes_away_stops_the_work(tmp_path: Path) -> None:
    writer = CountingWriter()
    app = app_with(tmp_path, writer, threads=1)
    with running(app) as address:
        writer.gate.clear()
        connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
        body = json.dumps({"text": ENGLISH_TEXT, "sentences": 2})
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        connection.request("POST", "/v1/briefs", body, headers)
        answer = connection.getresponse()
        assert answer.readline() == b"event: stage\n"
        pool = app.state.service.pool
        assert pool.running == 1
        answer.close()
        connection.close()
        ends = time.monotonic() + 20
        while pool.running and time.monotonic() < ends:
            time.sleep(0.02)
        assert pool.running == 0  # and the gate is still shut
        writer.gate.set()
