"""A few hundred texts that somebody could type, paste or forge to break, mislead or ping; each as it is."""

from itertools import product

PINGS = [
    f"{before}{ping}{after}"
    for ping, (before, after) in product(
        (
            *("<!channel>", "<!here>", "<!everyone>", "<@U0DAN>", "<@U0DAN|Dan>", "<#C0GENERAL>"),
            *("<!subteam^S123>", "<!date^1392734382^{date}|x>", "@channel", "&lt;!channel&gt;"),
        ),
        (("", ""), ("*", "*"), ("```", "```"), ("> ", "\n"), ("<", ">")),
    )
]
LINKS = [
    *(
        "<https://evil.example|https://acme.example>",
        "<mailto:a@evil.example|Jane>",
        "<javascript:alert(1)|x>",
    ),
    *(
        "<slack://open?team=T1>",
        "https://evil.example/?a=1&b=<2>",
        "[x](https://evil.example)",
        "<tel:123|call>",
    ),
    *(
        "<https://evil.example|<!channel>>",
        "<|>",
        "<>",
        "<<>>",
        "<https://a",
        "a>",
        "&",
        "&&amp;",
        "&#60;!channel&#62;",
    ),
    *("&amp;lt;!channel&amp;gt;", "%3C!channel%3E", "\\u003c!channel\\u003e", "＜!channel＞", "‹!here›"),
]
MARKUP = [
    *(
        "*bold*",
        "_it_",
        "~gone~",
        "`code`",
        "```",
        "* _ ~ ` >",
        "> quote",
        ">>> all",
        ":boom:",
        ":+1::skin-tone-6:",
    ),
    *(
        "<b>x</b>",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<!--",
        "]]>",
        "<![CDATA[x]]>",
    ),
    *(
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "<svg/onload=x>",
    ),
    *(
        '"',
        "'",
        '"}',
        '{"type":"section"}',
        "[]",
        "{}",
        "null",
        "true",
        '{"response_action":"clear"}',
        "\\",
        "\\n",
    ),
    *(
        '","blocks":[{"type":"divider"}],"x":"',
        "\\u0000",
        "\\x00",
        "%00",
        "%0d%0a",
        "%",
        "%s%s%s%n",
        "%d",
        "{0}",
    ),
]
HEADERS = [
    f"Jane{end}{header}"
    for end, header in product(
        ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "%0d%0a", "\\r\\n"),
        ("Bcc: all@evil.example", "To: all@evil.example", "\r\nContent-Type: text/html\r\n\r\n<b>"),
    )
]
HEADERS += ["=?utf-8?b?QmNjOiBh?=", "=?utf-8?q?=0D=0ABcc:_a@evil.example?=", "==??", "a?bcc=all@evil.example"]
HEADERS += [
    "a&bcc=all@evil.example",
    "?cc=all@evil.example&body=x",
    "#fragment",
    "a;b,c@evil.example",
    "a%26bcc=x",
]
ADDRESSES = [
    *(
        "jane@acme.example\r\nBcc: all@evil.example",
        "jane@acme.example,all@evil.example",
        "a@b",
        "@",
        "a@",
        "@b.example",
    ),
    *(
        "jane@acme.example?bcc=all@evil.example",
        "jane@acme.example&cc=x@evil.example",
        "jane@acme.example%0aBcc:x",
    ),
    *(
        '"a b"@acme.example',
        '"a\r\nBcc: x"@acme.example',
        "a@[127.0.0.1]",
        "a@acme.example.",
        "a..b@acme.example",
    ),
    *(
        "<jane@acme.example>",
        "Jane <jane@acme.example>",
        "jane@аcme.example",
        "jané@acme.example",
        "a@exa\u200bmple.org",
    ),
    *(
        "a@acme.example\x00",
        "a\ud800@acme.example",
        "a@" + "x" * 300 + ".example",
        "x" * 300 + "@acme.example",
    ),
    *(
        "jane@acme.example ",
        "JANE@ACME.EXAMPLE",
        "a@xn--acme-.example",
        "a@acme.example>\n<b@evil.example",
        "a@⒈com",
    ),
]
TEMPLATES = [
    *(
        "{{7*7}}",
        "{{ config }}",
        "{% for a in b %}",
        "{% raw %}",
        "{# x #}",
        "{{''.__class__.__mro__}}",
        "{%",
        "}}",
    ),
    *(
        "{{ facts.company }}",
        "{% include '/etc/passwd' %}",
        "${7*7}",
        "#{7*7}",
        "<%= 7*7 %>",
        "{facts}",
        "$(id)",
        "`id`",
    ),
    *(
        "{0.__class__}",
        "%(company)s",
        "{{7*'7'}}",
        "{{ cycler.__init__.__globals__ }}",
        "{%set x=1%}",
        "*{7*7}",
    ),
]
QUERIES = [
    *(
        "'; DROP TABLE handoff; --",
        "' OR '1'='1",
        '" OR ""="',
        "1; SELECT pg_sleep(9)",
        "\\'; --",
        "x' UNION SELECT 1 --",
    ),
    *(
        "Robert'); DROP TABLE person;--",
        "%",
        "_",
        "%%%",
        "/* x */",
        "$$x$$",
        ":company",
        "?",
        "E'\\x00'",
        "{1,2}",
        "@>",
    ),
    *(
        "../../etc/passwd",
        "..\\..\\x",
        "/etc/passwd\x00.png",
        "file:///etc/passwd",
        "~root",
        "C:\\con",
        "; rm -rf /",
        "| id",
    ),
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|'/c calc'!A1",
        "\t=1+1",
        '=HYPERLINK("https://evil.example","x")',
    ),
]
NUMBERS = [
    *(
        "0",
        "-0",
        "-1",
        "1e309",
        "NaN",
        "Infinity",
        "-Infinity",
        "0x7f",
        "1_000",
        "١٢٣",
        "９",
        "2147483648",
        "9" * 300,
    ),
    *(
        "9223372036854775808",
        "1e-400",
        "0.1.2",
        "1,000",
        "None",
        "undefined",
        "true",
        "[object Object]",
        "0000",
    ),
    *("9999-12-31T23:59:60Z", "0000-00-00", "-1-01-01", "2026-02-30", "24:61", "1970-01-01T00:00:00+99:99"),
]
UNSEEN = [
    *(
        "a\u202eb",
        "\u202emoc.elpmaxe\u202c",
        "\u2066x\u2069",
        "a\u200bb",
        "\u200b",
        "\u200d\u200d",
        "\ufeffx",
        "\u2060",
    ),
    *(
        "a\u00adb",
        "\u180e",
        "\u3164",
        "x" + "\u0301" * 60,
        "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯",
        "ﷺ" * 30,
        "Асme",
        "ｇｏｏｄ",
        "𝕬𝖈𝖒𝖊",
        "ⓐ",
        "\U000e0041",
    ),
    *(
        "\x01\x02\x03",
        "\x07",
        "\x08" * 9,
        "\x1b[31mred",
        "\x1b]0;title\x07",
        "\x7f",
        "\x9b",
        "\ufffe",
        "\uffff",
        "\ufffd",
    ),
    *("\t", " ", "\u00a0", "\u3000", "\n\n\n", " \u200b ", "\U0010ffff", "\u0600", "\u061c"),
]
BROKEN = [
    *(
        "a\x00b",
        "\x00",
        "\x00" * 99,
        "a\x00",
        "\ud800",
        "\udfff",
        "a\ud83db",
        "\udc00\ud800",
        "\ud83d\ude00",
        "x\ud800\x00y",
    ),
]
EMOJI = ["👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "👍🏿", "🧨" * 50, "☃", "❤️", "1️⃣", "👨🏽‍💻" * 20, "\ufe0f", "🤷🏻‍♀️ ok", "🫠"]
SCRIPTS = [
    "שלום",
    "مرحبا",
    "日本語",
    "한국어",
    "ไทย",
    "हिन्दी",
    "Ünïcödé",
    "İstanbul",
    "ß",
    "ﬁ",
    "Ω",
    "Đặng",
    "Ο'Brien",
    "Müller & Söhne",
]
LONG = [
    "x" * 151,
    "&" * 150,
    "<" * 150,
    "é" * 3000,
    "y" * 3001,
    "& " * 1500,
    "x" * 100_000,
    "<!channel>" * 10_000,
    "\n" * 9_000,
]
LONG += ["a " * 1499, "`" * 2999, "🧨" * 1500, "🧨" * 3000, "w" * 3000]
STRINGS = tuple(
    dict.fromkeys(
        [
            *(PINGS + LINKS + MARKUP + HEADERS + ADDRESSES + TEMPLATES + QUERIES + NUMBERS),
            *(UNSEEN + BROKEN + EMOJI + SCRIPTS + LONG),
        ]
    )
)
