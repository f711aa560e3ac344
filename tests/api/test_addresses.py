"""Which URLs and addresses are refused."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.addresses import is_public, parse_url
from api.errors import FetchRefusedError
from tests.api.urls import HOSTILE

PORTS = (80, 443)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2001::1",
        "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(network="127.0.0.0/8") | st.ip_addresses(network="10.0.0.0/8"))
def test_mapped_private_addresses_are_not_public(address: ipaddress.IPv4Address) -> None:
    assert not is_public(f"::ffff:{address}")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "//example.org/", "x.org", "",
        "http:///path", "http://", "http://user@example.org/", "http://user:pw@example.org/",
        "http://@example.org/",
        "http://example.org:22/", "http://example.org:99999/", "http://example.org:x/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/",
        "http://017700000001/", "http://1.2.3/", "http://1.2.3.4.5/", "http://256.1.1.1/",
        "http://[fe80::1%25eth0]/", "http://[::1", "http://[x]/", "http://exa mple.org/",
        "http://example.org\\@x/",
        "http://example.org\n/", "http://exam\x00ple.org/", "http://-example.org/", "http://a..b/", "http://\ud800/",
    ],
)  # fmt: skip
def test_refused_urls(url: str) -> None:
    with pytest.raises(FetchRefusedError):
        parse_url(url, PORTS)


def test_parts() -> None:
    target = parse_url("https://Example.ORG./ملف?q=a b#x".replace(" ", "+"), PORTS)
    assert (target.scheme, target.host, target.port) == ("https", "example.org", 443)
    assert target.path == "/%D9%85%D9%84%D9%81?q=a+b"
    assert target.host_header == "example.org"
    assert parse_url("http://[2606:4700::1111]:443/", PORTS).host_header == "[2606:4700::1111]:443"


def test_arabic_names() -> None:
    assert parse_url("http://موقع.مثال/", PORTS).host == "xn--4gbrim.xn--mgbh0fb"


def test_full_width_digits_are_digits() -> None:
    assert parse_url("http://１２７。０。０。１/", PORTS).host == "127.0.0.1"


def test_there_are_200_hostile_urls() -> None:
    assert len(set(HOSTILE)) == 200


@given(st.text(max_size=60))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"http://{text}/"):
        try:
            target = parse_url(url, PORTS)
        except FetchRefusedError:
            continue
        assert target.host.isascii()
        assert target.path.isascii()
        assert not set(target.host + target.path) & set(" \r\n\t\x00")
