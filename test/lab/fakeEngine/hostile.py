"""Values that a real engine refuses or cleans, and that somebody else's "engine" may send all the same.

Whoever shows, stores or runs one of them must treat it as text. /tmp/pwned must not appear anywhere.
"""

ESCAPE = "\x1b"

# What is wrong with it -> the value
TEXTS = {
    "quotes": "it's \"quoted\" `touch /tmp/pwned`",
    "substitution": "$(touch /tmp/pwned)${IFS}%h%p%%",
    "separators": "a; touch /tmp/pwned & b | c > /tmp/pwned",
    "newlines": "first\nHost *\n  ProxyCommand touch /tmp/pwned\r\nlast",
    "escapes": f"{ESCAPE}[31mred{ESCAPE}[0m{ESCAPE}]0;owned\x07{ESCAPE}[2J{ESCAPE}[H",
    "markdown": "[click](command:workbench.action.quit) ![x](https://tracker.invalid/x.png) <img src=x onerror=alert(1)> **b**",
    "codicon": "$(trash) $(alert~spin)",
    "option": "-oProxyCommand=touch${IFS}/tmp/pwned",
    "path": "../../../../etc/passwd\0.txt",
    "long": "x" * 10_000,
    "bidi": "safe\u202egnp.exe\u202c\u2066\u2069\u200f",
    "invisible": "a\u200bb\u00adc\ufeffd\u0000e",
    "lone-surrogate": "\ud800 is half a character",
    "empty": "",
    "prototype": "__proto__",
}

# Ids end up next to a command line if nobody looks: an engine's are 64 hexadecimal digits.
IDS = {
    "id-option": "--privileged",
    "id-substitution": "$(touch /tmp/pwned)",
    "id-path": "../../images/json?x=",
    "id-short": "abc",
    "id-newline": "a" * 63 + "\n",
    "id-upper": "A" * 64,
}

# Entries that break the API: fields of a type that nobody expects.
MALFORMED = {
    "odd-id": {"Id": 42},
    "odd-names": {"Names": None},
    "odd-labels": {"Labels": ["a", "b"]},
    "odd-ports": {"Ports": [{"PrivatePort": "22; touch /tmp/pwned", "PublicPort": -1, "IP": "$(id)", "Type": {}}]},
    "odd-state": {"State": "running\n", "Status": 7},
    "odd-port-range": {"Ports": [{"PrivatePort": 22, "PublicPort": 99999, "IP": "evil.invalid", "Type": "tcp"}]},
}
