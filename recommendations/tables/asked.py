"""The bare words of a request, by which it is known again in another source."""

import re
import unicodedata

from recommendations.uhri.clean import comparable
from recommendations.uhri.paragraphs import take_number

_QUOTES = str.maketrans(dict.fromkeys('’‘\u02bc`´“”«»"', "'") | dict.fromkeys("\u2010\u2011–—", "-"))
_LAST_BRACKET = re.compile(r"[(（][^()（）]*(?:[(（][^()（）]*[)）][^()（）]*)*[)）][\s;.,；。،؛]*\Z")


def asked(text: str) -> str:
    """The bare words of a request: no number before, no States in brackets behind, no signs of typing."""
    bare = take_number(text).text
    while match := _LAST_BRACKET.search(bare):
        if match.start() == 0:
            break
        bare = bare[: match.start()].rstrip()
    bare = unicodedata.normalize("NFKC", bare).translate(_QUOTES).strip(" ;.,:。；")
    return comparable(bare).casefold()
