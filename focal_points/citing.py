"""A recommendation as people cite it: by the address of its page, or by symbol and paragraph."""

import re

from recommendations.models import Recommendation

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_PARA = re.compile(r"[\s,]+(?:para(?:graph)?s?\.?|§)?\s*(?P<paragraph>[^\s,].*)\Z", re.I)


def found_as(cited: str) -> Recommendation | None:
    """The one that is meant, where exactly one is."""
    cited = " ".join(cited.replace("\x00", "").split())
    rows = Recommendation.objects.current().select_related("document")
    if found := _UUID.search(cited):
        return rows.filter(public_id=found[0]).first()
    symbol, _space, rest = cited.partition(" ")
    paragraph = _paragraph(f" {rest}") if rest else ""
    meant = list(rows.filter(document__symbol=symbol.strip(",").upper()))
    exact = [row for row in meant if _bare(row.paragraph) == _bare(paragraph)]
    return exact[0] if len(exact) == 1 and paragraph else None


def _paragraph(rest: str) -> str:
    found = _PARA.match(rest)
    return found["paragraph"] if found else rest


def _bare(paragraph: str) -> str:
    return "".join(paragraph.lower().split())
