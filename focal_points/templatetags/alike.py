"""Recommendations like one, on its working page."""

from django import template

from focal_points.similar import Alike, home_and_others, similar_to
from recommendations.models import Recommendation

register = template.Library()
SHOWN = 6


@register.simple_tag
def alike_to(recommendation: Recommendation) -> dict[str, list[Alike]]:
    """`home` and `others`, the most alike first; `texts` of it are prefetched."""
    found = similar_to(recommendation)
    home, others = home_and_others(found)
    return {"home": found.lines(home[:SHOWN]), "others": found.lines(others[:SHOWN])}
