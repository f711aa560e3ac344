"""Which addresses a URL may lead to: public ones, and nothing that only looks like one."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from api.errors import FetchRefusedError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_CONTROL = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*", re.IGNORECASE)

#: Special-purpose networks (IANA's registries) that some versions of Python take for global.
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("100::/64", "2001::/23", "3fff::/20", "5f00::/16"),
    )
)

#: Networks whose addresses stand for IPv4 addresses behind a translator (RFC 6052, RFC 8215) or are
#: old forms of such; nothing public is reached only through them.
_TRANSLATED = tuple(
    ipaddress.IPv6Network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10")
)


@dataclass(frozen=True)
class Target:
    """A URL taken apart: where to connect, and what to ask. ``host`` is in ASCII, without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The value of the header ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


_PORTS = {"http": 80, "https": 443}


def parse_url(url: str, ports: tuple[int, ...]) -> Target:
    """The parts of an absolute http(s) URL.

    Raises:
        FetchRefusedError: another scheme, a user name, a port that is not in ``ports``, or an odd host: a
            number that is no dotted quad (``127.1``, ``0x7f000001``), a zone, no name at all.
    """
    if _CONTROL.search(url) or "\\" in url:
        raise _refused("It has white space, a backslash or control characters", url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _refused("It is not a URL", url) from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise _refused("Only http and https are fetched", url)
    if "@" in parts.netloc:
        raise _refused("It holds a user name or password", url)
    port = port if port is not None else _PORTS[scheme]
    if port not in ports:
        raise _refused(f"Port {port} is not asked", url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return Target(scheme, _ascii_host(host, url), port, path)


def _ascii_host(host: str, url: str) -> str:
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host)) if "%" not in host else _raise(_refused("A zone", url))
        except ValueError as error:
            raise _refused("The host is not an address", url) from error
    try:
        # Also turns full-width digits and ideographic full stops into what a resolver would read.
        name = host.encode("idna").decode("ascii").rstrip(".").lower()
    except UnicodeError as error:
        raise _refused("The host is not a name", url) from error
    if not name or len(name) > 253 or not _NAME.fullmatch(name):
        raise _refused("The host is not a name", url)
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise _refused("The host is an address in an odd notation", url) from error
    return name


def _raise(error: Exception) -> str:
    raise error


def _refused(message: str, url: str) -> FetchRefusedError:
    return FetchRefusedError(message, value=url[:200], hint="Give a public http or https address")


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, also after unwrapping an IPv4-mapped one."""
    try:
        ip: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        elif any(ip in network for network in _TRANSLATED):
            return False
    if any(ip in network for network in _SPECIAL):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)
