"""Strings that break programs: a short list of our own."""

import json

#: Appended to a complaint each; what a citizen's telephone can send, a hostile one sends.
TAILS = (
    "\x00",
    "NUL \x00 di tengah",
    "\ud800",
    "\udfff\ud800",
    "\u202e\u202d\u2066\u2069",
    "\u200b\u200c\u200d\ufeff" * 20,
    "a" + "\u0301" * 500,
    "\U0001f4a9" * 10_000,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 300,
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "'; DROP TABLE tickets; --",
    "{{7*7}} ${7*7} %s %n {0} {nama}",
    "../../../../etc/passwd",
    "\r\nSet-Cookie: a=b",
    "\u0130\u0131\u017f\ufb01",
    "\ufdfa" * 5,
    "\u2028\u2029\x85\x0b\x0c",
    "1e400 NaN -Infinity 0x10",
    "x" * 3000,
    " " * 3000,
)


def bodies() -> list[bytes]:
    """Return bodies that are no message at all, or hardly."""
    deep = b"[" * 10_000 + b"]" * 10_000
    return [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe\x00",
        deep,
        b'{"entry": ' + deep + b"}",
        b'{"entry": 1e400}',
        b'{"entry": [], "entry": [{"changes": [{"value": 1}]}]}',
        b'{"entry": [{"changes": [{"field": "messages", "value": {"messages": [null, 1, {}, []]}}]}]}',
        json.dumps({"entry": "x" * 3_000_000}).encode(),
        b'{"object": "\\ud800", "entry": [{"id": "\\u0000"}]}',
    ]
