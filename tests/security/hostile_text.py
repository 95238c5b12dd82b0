"""What people, programs and attackers write into forms."""

import json
from pathlib import Path

import pytest

NAUGHTY = Path(__file__).parents[3] / "shared" / "data" / "hostile-files" / "blns.json"

# Text like any other: it is stored as it is and shown as it is.
TEXTS = [
    "<script>alert('casemgr')</script>",
    "\"><img src=x onerror=alert('casemgr')>",
    "</textarea></title></style><svg/onload=alert('casemgr')>",
    "<!--#exec cmd=\"/bin/cat /etc/passwd\"-->",
    "'; DROP TABLE casemgr.account; --",
    "1' OR '1'='1' UNION SELECT NULL, NULL --",
    "%' ESCAPE '!' OR 1=1 --",
    "{{ 7*7 }}{{ config.SECRET_KEY }}",
    "${7*7}#{7*7}<%= 7*7 %>[[7*7]]{% include '/etc/passwd' %}",
    "%s%n%x %(name)s {0.__class__.__mro__}",
    "$(touch /tmp/casemgr) `id` ; id | id && id",
    "../../../../etc/passwd%00.png",
    "C:\\Windows\\System32\\..\\cmd.exe \\\\host\\share",
    "=HYPERLINK(\"http://example.test\",\"open\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "javascript:alert('casemgr')//data:text/html,casemgr",
    "\u202egnp.exe \u202dleft \u2066isolate\u2069 \u200fmark",
    "zero\u200bwidth\u200cjoin\u200der\ufeff\u2060nothing",
    "e\u0301 \u00e9 \u1e9b\u0323 \ufb01 \uff21 \u0130\u0131 \u00df\u1e9e",
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1fa\U0001f1f8 \U0010fffd",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349A",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u65e5\u672c\u8a9e \u0939\u093f\u0928\u094d",
    "&lt;b&gt; &amp;amp; &#x27; &nbsp; &notanentity;",
    "Smith & Wesson <\"M&P\"> O'Hara, \u00bd\u201ds",
    "\u2028line\u2029paragraph\u00a0space\u3000wide",
    "X-Header: 1 %0d%0aSet-Cookie: a=b",
    "NULL", "null", "undefined", "None", "true", "False", "nan", "-0", "0x10", "\u0661\u0662\u0663",
]  # fmt: skip
# One short text with a part of each kind: for fields that have little room.
ESSENCE = "<b a='\"'>&{{7*7}}%s\u202e\u200b\U0001f600;--/../$(x)"
# What no record can hold: refused at the field, and shown again as it was typed.
UNSTORABLE = ["a\x00b", "\x00", "bell\x07 and \x1b[31mred", "del\x7f", "\x85\x9f", "\x01\x02"]
# Wrong for what is asked, whatever it is: a number, a day, a moment, a choice, an id.
MISFITS = [
    "",
    "-1",
    "1e309",
    "99999999999999999999",
    "NaN",
    "\u0661\u0662",
    "0000-00-00",
    "99999-12-31",
    "9999-12-31T23:59",
    "2026-02-30",
    "00000000-0000-0000-0000-000000000000",
    "\x00",
    "x" * 10_000,
    "\U0001f600" * 3_000,
    "<script>alert('casemgr')</script>",
]
# Bytes that are no text: a lone surrogate, an overlong slash, a cut character, Latin-1.
BYTES = ["%ED%A0%80", "%C0%AF", "%E2%82", "%FF%FE", "caf%E9"]


def naughty_strings():
    """Return the Big List of Naughty Strings, which is shared data."""
    if not NAUGHTY.exists():
        pytest.skip("needs shared data: hostile-files/blns.json")
    return [one for one in json.loads(NAUGHTY.read_text()) if one.strip()]
