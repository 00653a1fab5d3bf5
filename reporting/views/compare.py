"""Several States beside each other, as a page and as a file."""

import csv
import io
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from nmrf.base.spreadsheets import neutral
from recommendations.models import Country
from reporting.comparing import MOST_STATES, Comparison
from reporting.services import states


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Tables of two to four States; without any chosen, the form."""
    chosen, notes = _chosen(request)
    if len(chosen) == 1:
        notes.append(_("Choose at least two States."))
    context = {
        "chosen": chosen,
        "codes": [country.iso3 for country in chosen],
        "slots": [chosen[n].iso3 if n < len(chosen) else "" for n in range(MOST_STATES)],
        "notes": notes,
        "held": states.held(),
        "home": settings.HOME_STATE,
        "comparison": Comparison(chosen) if len(chosen) > 1 else None,
    }
    return render(request, "reporting/public/states/compare.html", context)


@require_safe
def as_csv(request: HttpRequest) -> HttpResponse:
    """The same, one line a value; UTF-8 with the mark that spreadsheets look for."""
    chosen, _notes = _chosen(request)
    made = io.StringIO()
    writer = csv.writer(made)
    for line in Comparison(chosen).csv_lines():
        writer.writerow([neutral(value) if isinstance(value, str) else value for value in line])
    response = HttpResponse(
        b"\xef\xbb\xbf" + made.getvalue().encode(), content_type="text/csv; charset=utf-8"
    )
    name = "-".join(["compared", *(country.iso3.lower() for country in chosen)])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _chosen(request: HttpRequest) -> tuple[list[Country], list[str]]:
    """The States that the address names, in its order, and what of it was left out."""
    codes: list[Any] = [
        code.replace("\x00", "").strip().upper()[:10] for code in request.GET.getlist("state")
    ]
    codes = [code for code in dict.fromkeys(codes) if code]
    held = {
        country.iso3: country
        for country in Country.objects.filter(iso3__in=codes[:50]).prefetch_related("names")
    }
    notes = [
        _("%(filter)s: “%(value)s” is not known and was left out.") % {"filter": _("State"), "value": code}
        for code in codes[:50]
        if code not in held
    ]
    found = [held[code] for code in codes if code in held]
    if len(found) > MOST_STATES:
        notes.append(
            _("%(most)d States are compared at the most; the others were left out.") % {"most": MOST_STATES}
        )
    return found[:MOST_STATES], notes
