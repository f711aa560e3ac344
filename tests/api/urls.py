"""200 URLs that lead, or seem to lead, to an address that the service must not ask."""

from __future__ import annotations

_LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1", "0x7f.1",
    "0177.0.0.1", "0177.1", "017700000001", "00000177.0.0.1", "127.0.0.1.", "127.000.000.001", "0", "0.0.0.0",
    "localhost", "LOCALHOST", "localhost.", "sub.localhost", "１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]",
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::]", "[::ffff:0:0]",
    "[fe80::1]", "[fe80::1%25lo]", "[::1%25lo]", "[fc00::1]", "[fd12:3456:789a::1]", "[ff02::1]",
]  # fmt: skip
_PRIVATE = [
    "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.255",
    "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.127.255.254", "198.18.0.1", "192.0.0.8", "192.0.2.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "2852039166", "0xa9fea9fe", "0xA9.0xFE.0xA9.0xFE", "0251.0376.0251.0376", "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]", "[fd00:ec2::254]", "167772161", "0x0a000001", "3232235521", "[::ffff:10.0.0.1]",
]  # fmt: skip
#: Names that the tests' resolver gives a private address.
_NAMES = [
    "internal.example", "metadata.example", "mixed.example", "mapped.example", "rebinding.example",
    "redirect.example", "redirect-scheme.example", "redirect-name.example", "redirect-chain.example",
    "redirect-loop.example",
]  # fmt: skip
_ODD = [
    "file:///etc/passwd", "file://127.0.0.1/etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/_x",
    "dict://127.0.0.1:11211/stat", "ldap://127.0.0.1/", "data:text/html,x", "javascript:alert(1)", "jar:http://x!/",
    "//127.0.0.1/", "http:127.0.0.1", "http:/127.0.0.1/", "http:///127.0.0.1/", "http:\\\\127.0.0.1\\",
    "http://public.example@127.0.0.1/", "http://127.0.0.1@public.example/", "http://public.example:80@127.0.0.1/",
    "http://public.example#@127.0.0.1/", "http://public.example\\@127.0.0.1/", "http://127.0.0.1\\.public.example/",
    "http://127.0.0.1%00.public.example/", "http://127.0.0.1\t/", "http://127.0.0.1\r\nHost:x/",
    "http://\n127.0.0.1/",
    " http://127.0.0.1/", "http://%31%32%37.0.0.1/", "http://127.0.0.1:0/", "http://public.example:22/",
    "http://public.example:6379/", "http://[::1/", "http://::1/", "http://[127.0.0.1]/", "http://1.1.1.1.1/",
    "http:// /",
    "http://0x/", "http://0x7g.1/", "http://..127.0.0.1/", "http://127..1/", "http://-/", "http://\u202e127.0.0.1/",
]  # fmt: skip

HOSTILE = [
    *(
        f"{scheme}://{host}{path}"
        for host in _LOOPBACK
        for scheme, path in (("http", "/"), ("https", "/a?b#c"))
    ),
    *(f"http://{host}/latest/meta-data/" for host in _PRIVATE),
    *(f"http://{host}:443/" for host in _PRIVATE[:30]),
    *(f"http://{name}/" for name in _NAMES),
    *(f"https://{name}/" for name in _NAMES),
    *_ODD,
][:200]
