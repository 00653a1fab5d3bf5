"""The one door through which a list is taken away: a page's own rows and columns, as CSV or XLSX."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from focal_points.taken_away import Taken, as_file
from nmrf.base.http import Request


def door(read: Callable[..., Taken]) -> Callable[..., HttpResponse]:
    """A view for `…/list/<ending>/`. `read` asks for the permission of the page, then answers its list.

    The address takes the query of the page: what is taken away is narrowed and ordered as it is shown.
    """

    @login_required
    @require_safe
    def download(request: Request, ending: str, **given: Any) -> HttpResponse:
        file: HttpResponse = as_file(read(request, **given), ending)
        return file

    return download
