"""Where the three ratings lie apart, for whoever works here; and the same to take away."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from focal_points import ratings
from focal_points.permissions import Can
from focal_points.sliced import page_of
from focal_points.taken_away import Taken
from nmrf.base.http import Request
from nmrf.base.permissions import require

PER_PAGE = 40


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """The farthest apart first."""
    require(request.user, Can.SEE_RATINGS)
    page = page_of(partial(ratings.of, request.user), request.GET.get("page"), PER_PAGE)
    return render(request, "focal_points/glance/ratings.html", {"page": page})


def taken(request: Request) -> Taken:
    """The same columns."""
    require(request.user, Can.SEE_RATINGS)
    return table(ratings.of(request.user)[0])


def table(rows: list[ratings.Rated]) -> Taken:
    """To take away, for the working and the public page alike."""
    head = [_("Recommendation"), _("Document"), _("Paragraph"), _("Institution"), _("The institution says")]
    head += [_("Verified"), _("The NHRI says"), _("Steps apart")]
    return Taken("ratings-apart", head, (_line(row) for row in rows), _("Where ratings differ"))


def _line(row: ratings.Rated) -> list[Any]:
    document = row.recommendation.document
    return [
        *(row.name, document.symbol or document.title, row.recommendation.paragraph, row.institution or ""),
        *(*row.words, row.steps),
    ]
