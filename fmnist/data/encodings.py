"""Text in an encoding that nobody names: which encodings there are, and how little a decoded text looks like words."""

import unicodedata
from itertools import pairwise

# What Windows, macOS and DOS wrote before Unicode, in Chinese, Japanese, Korean, and in western, Russian and central
# European languages. The first one wins where several fit equally: common Chinese letters (GB 2312) before all.
LEGACY_ENCODINGS = ("gb2312", "cp932", "gbk", "big5", "cp949", "cp1252", "cp1251", "cp1250", "mac_roman", "cp437",
                    "cp850", "cp852", "cp866")
SCRIPTS = {"LATIN": "Latin", "CYRILLIC": "Cyrillic", "GREEK": "Greek", "CJK": "East Asian", "HIRAGANA": "East Asian",
           "KATAKANA": "East Asian", "HANGUL": "East Asian"}


def strangeness(text: str) -> int:
    """How many places of a text look as if its encoding were another one than was guessed; in ASCII there are none."""
    signs = sum(not c.isascii() and _script(c) == "" for c in text)
    return signs + sum(_is_strange(one, other) for one, other in pairwise(text))


def _is_strange(one: str, other: str) -> bool:
    """Whether two letters of a word are of two scripts, small and then capital, or both with an accent."""
    scripts = _script(one), _script(other)
    if "" in scripts or (one + other).isascii():
        return False
    accents = scripts[0] == "Latin" and not one.isascii() and not other.isascii()
    return scripts[0] != scripts[1] or (one.islower() and other.isupper()) or accents


def _script(c: str) -> str:
    """"" for what is no letter, or a letter of a script that file names seldom are in."""
    return SCRIPTS.get(unicodedata.name(c, "").partition(" ")[0], "") if c.isalpha() else ""
