"""A hub on the loopback interface: the part of huggingface.co's file API that fetching a model takes."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

MODEL, COMMIT = "tiny-org/tiny-mt", "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "config.json": b'{"model_type": "marian"}',
    "model.safetensors": bytes(range(256)) * 4096,  # a mebibyte
    "source.spm": b"pieces",
    "README.md": b"CC-BY-4.0",
    "pytorch_model.bin": b"a pickle",
    "onnx/model.onnx": b"another format",
}
LARGE = ("model.safetensors", "source.spm")


@dataclass
class Hub:
    """What the hub has and how it behaves; ``asked`` are (path, Range, Authorization) of every request."""

    files: dict[str, bytes] = field(default_factory=lambda: dict(FILES))
    address: str = ""
    token: str = ""
    cut_at: int | None = None
    corrupt: str = ""
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def info(self) -> dict[str, object]:
        siblings = []
        for name, data in self.files.items():
            entry: dict[str, object] = {
                "rfilename": name,
                "size": len(data),
                "blobId": hashlib.sha1(f"blob {len(data)}\0".encode() + data).hexdigest(),
            }
            if name in LARGE:
                entry["lfs"] = {
                    "sha256": hashlib.sha256(data).hexdigest(),
                    "size": len(data),
                    "pointerSize": 134,
                }
            siblings.append(entry)
        return {"id": MODEL, "sha": COMMIT, "siblings": siblings}

    def ranges(self, name: str) -> list[str]:
        place = f"/large/{name}" if name in LARGE else name
        return [byte_range for path, byte_range, _ in self.asked if path.endswith(place)]


@contextmanager
def serving() -> Iterator[Hub]:
    """A hub that answers until the context ends."""
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            token = self.headers.get("Authorization", "")
            hub.asked.append((path, self.headers.get("Range", ""), token))
            if hub.token and token != f"Bearer {hub.token}":
                self._send(401, b"{}", {"X-Error-Code": "GatedRepo"})
            elif path == f"/api/models/{MODEL}/revision/{COMMIT}":
                self._send(200, json.dumps(hub.info()).encode())
            elif path.startswith(f"/api/models/{MODEL}/"):
                self._send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
            elif path.startswith(f"/{MODEL}/resolve/{COMMIT}/"):
                name = path.removeprefix(f"/{MODEL}/resolve/{COMMIT}/")
                if name in LARGE:  # as the real one sends to where large files are
                    self._send(302, b"", {"Location": f"/large/{name}"})
                else:
                    self._file(name)
            elif path.startswith("/large/"):
                self._file(path.removeprefix("/large/"))
            else:
                self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

        def _file(self, name: str) -> None:
            data = hub.files[name]
            if name == hub.corrupt:
                data = bytes(len(data))
            start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
            body = data[start:]
            headers = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
            if hub.cut_at is not None and len(body) > hub.cut_at:
                cut, hub.cut_at = hub.cut_at, None
                self._send(206 if start else 200, body[:cut], headers, stated=len(body))
                self.close_connection = True
            else:
                self._send(206 if start else 200, body, headers)

        def _send(
            self,
            status: int,
            body: bytes,
            headers: dict[str, str] | None = None,
            *,
            stated: int | None = None,
        ) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body) if stated is None else stated))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    hub.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
