"""Fetches a page that a client names, without becoming the client's hand inside our network (SSRF).

Off unless the operator turns it on. Every hop is checked: the name is resolved once, all its addresses must
be public, and the connection goes to one of the addresses that were checked, so a name that resolves
otherwise a moment later (DNS rebinding) changes nothing. Proxies of the environment are not used.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Sequence
from urllib.parse import urljoin

from api.addresses import Target, is_public, parse_url
from api.errors import FetchFailedError, FetchOffError, FetchRefusedError
from api.settings import Settings

#: Gives the addresses of a host name.
Resolve = Callable[[str, int], Sequence[str]]

REDIRECTS = 5
MEDIA_TYPES = ("text/html", "application/xhtml+xml", "text/plain")
CHUNK = 64 * 1024


def resolve(host: str, port: int) -> list[str]:
    """The addresses of ``host`` by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Fetcher:
    """Fetches pages of text. ``resolver`` finds the addresses of a name, ``allowed`` judges each of them."""

    def __init__(
        self,
        *,
        on: bool,
        seconds: float = 15.0,
        max_bytes: int = 5 * 2**20,
        ports: tuple[int, ...] = (80, 443),
        resolver: Resolve = resolve,
        allowed: Callable[[str], bool] = is_public,
    ) -> None:
        self._on = on
        self._seconds = seconds
        self._max_bytes = max_bytes
        self._ports = ports
        self._resolve = resolver
        self._allowed = allowed

    @classmethod
    def of(cls, settings: Settings) -> Fetcher:
        """The fetcher that the settings describe."""
        return cls(
            on=settings.fetch,
            seconds=settings.fetch_seconds,
            max_bytes=settings.fetch_bytes,
            ports=settings.fetch_ports,
        )

    def check_allowed(self) -> None:
        """Returns if fetching is on.

        Raises:
            FetchOffError: it is not.
        """
        if not self._on:
            raise FetchOffError("Articles are not taken as a URL", hint="Send the page itself as html")

    def fetch(self, url: str) -> bytes:
        """The body of the page at ``url``, after at most five redirects.

        Raises:
            FetchOffError: fetching is off.
            FetchRefusedError: the URL, or one that it redirects to, is not public http(s).
            FetchFailedError: no answer, an error, too slow, too large, or no text.
        """
        self.check_allowed()
        deadline = time.monotonic() + self._seconds
        for _ in range(REDIRECTS + 1):
            target = parse_url(url, self._ports)
            address = self._address(target)
            try:
                body, location = self._ask(target, address, deadline)
            except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
                reason = "it took too long" if isinstance(error, TimeoutError) else type(error).__name__
                raise FetchFailedError(f"{target.host} gave no page: {reason}", value=url[:200]) from error
            if location is None:
                return body
            url = urljoin(url, location)
        raise FetchFailedError(f"More than {REDIRECTS} redirects", value=url[:200])

    def _address(self, target: Target) -> str:
        try:
            addresses = list(self._resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            raise FetchFailedError(f"The name {target.host} is not known", value=target.host) from error
        if not addresses:
            raise FetchFailedError(f"The name {target.host} has no address", value=target.host)
        if not all(self._allowed(address) for address in addresses):
            raise FetchRefusedError(
                "The address is not a public one",
                value=target.host,
                hint="Give a public http or https address",
            )
        return addresses[0]

    def _ask(self, target: Target, address: str, deadline: float) -> tuple[bytes, str | None]:
        connection = _Pinned(target, address, deadline)
        try:
            connection.request(
                "GET",
                target.path,
                headers={
                    "Host": target.host_header,
                    "User-Agent": "mujaz",
                    "Accept": ", ".join(MEDIA_TYPES),
                    "Accept-Encoding": "gzip",
                    "Connection": "close",
                },
            )
            connection.patience()
            response = connection.getresponse()
            location = response.headers.get("Location")
            if response.status in (301, 302, 303, 307, 308) and location:
                return b"", location
            if response.status != 200:
                raise FetchFailedError(f"{target.host} answered with status {response.status}")
            media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if media_type not in MEDIA_TYPES:
                raise FetchFailedError(f"{target.host} sent {media_type[:80] or 'no media type'}, not a page")
            return self._read(response, connection), None
        finally:
            connection.close()

    def _read(self, response: http.client.HTTPResponse, connection: _Pinned) -> bytes:
        """The body, decompressed as it comes, so that a small bomb does not unfold beyond the limit."""
        encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", ""):
            raise FetchFailedError(f"The page is in the encoding {encoding[:40]!r}")
        unzip = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
        parts: list[bytes] = []
        size = 0
        while True:
            connection.patience()
            part = response.read1(CHUNK)
            if not part:
                return b"".join(parts)
            while part:
                room = self._max_bytes - size + 1
                piece = unzip.decompress(part, room) if unzip else part
                part = unzip.unconsumed_tail if unzip else b""
                size += len(piece)
                if size > self._max_bytes:
                    raise FetchFailedError(f"The page has more than {self._max_bytes:,} bytes")
                parts.append(piece)


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name resolves to by now."""

    def __init__(self, target: Target, address: str, deadline: float) -> None:
        super().__init__(target.host, target.port)
        self._target = target
        self._address = address
        self._deadline = deadline

    def patience(self) -> None:
        """Lets the next read or write wait for what is left of the time.

        Raises:
            TimeoutError: nothing is left.
        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if self.sock is not None:
            self.sock.settimeout(left)

    def connect(self) -> None:
        """Connects, and for https checks the certificate against the name."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        sock = socket.create_connection((self._address, self._target.port), timeout=left)
        if self._target.scheme == "https":
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self._target.host)
        self.sock = sock
