"""A few words to know a recommendation by, taken from its own text, where nobody wrote a short title."""

import re

WORDS = 14
_HEADING_MOST = 120
_ENDS = ".:;,؛،。\uff1a\uff1b"
_STATE = r"(?:respondent )?State(?: party| under review)?"
_WHO = rf"(?:the |its )?(?:{_STATE}|(?:Government|authorities)(?: of [A-Z]\w+)?)"
_ASKING = r"(?:recommends?|urges?|requests?|invites?|encourages?|calls? (?:up)?on)"
# "The Committee recommends that the State party …", "The State party should …": what follows is the request.
_BEFORE_THE_REQUEST = (
    re.compile(rf"\b{_ASKING}\b (?:strongly )?(?:that )?{_WHO}\b(?: should| shall| to)?", re.IGNORECASE),
    re.compile(
        rf"(?:^|[.;,] ){_WHO}(?: and [^.:;,]{{1,40}}?)?(?: should| shall| must| is requested to)\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\bThe [A-Z][^.:;]{{0,80}}? {_ASKING} that\b"),
    re.compile(r"\brecommande (?:à|au) [^.:;,]{3,40}?(?: de| d[’'])\s?"),
)
_LETTER = re.compile(r"^\(?\w{1,3}\)\s*")
_LAST_LETTER = re.compile(r"\s\(\w{1,3}\)$")
_LIST_FOLLOWS = re.compile(r"^[^.;:()]{0,100}:\s*(?=\(\w{1,3}\))")
_ITS_END = re.compile(r";|(?<=[a-zà-ÿ)’”])[.](?= [A-ZÀ-Ý])|[.؛\uff1b。]$")
_STATES = re.compile(r"(?:\s*\([A-ZÀ-Ý][^()]*\))+[.;:]*\s*$")


def short_title(text: str, *, words: int = WORDS) -> str:
    """What is asked, without heading and lead-in; else the heading; else the beginning."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if not lines:
        return ""
    heading = lines.pop(0) if len(lines) > 1 and _is_heading(lines[0]) else ""
    whole = _STATES.sub("", " ".join(lines))
    request = _request(whole)
    return _shortened(request or heading or whole, words)


def in_one_line(text: str) -> str:
    """The text without its line breaks; a heading on a line of its own is set off by a colon."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and _is_heading(lines[0]):
        lines[0] += ":"
    return " ".join(lines)


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING_MOST and line[-1] not in _ENDS and not _LETTER.match(line)


def _request(whole: str) -> str:
    """The first thing asked; nothing when the text only describes."""
    for pattern in _BEFORE_THE_REQUEST:
        found = pattern.search(whole)
        if found:
            asked = whole[found.end() :].lstrip(" ,:")
            asked = _LETTER.sub("", _LIST_FOLLOWS.sub("", asked))
            return asked[:1].upper() + asked[1:]
    return ""


def _shortened(said: str, most: int) -> str:
    end = _ITS_END.search(said)
    words = (said[: end.start()] if end else said).split()
    if len(words) <= most:
        return " ".join(words)
    return _LAST_LETTER.sub("", " ".join(words[:most])).rstrip(",;:") + "…"
