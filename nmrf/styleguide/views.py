"""The gallery's page: open to all in a demonstration, to the house's people elsewhere."""

import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from nmrf.styleguide import samples

TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9A-F]{6})")


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, in English and in Arabic side by side."""
    if not (settings.DEMO or (request.user.is_authenticated and request.user.is_house)):
        raise Http404
    colours = TOKEN.findall((settings.BASE_DIR / "static/css/tokens.css").read_text())
    sides = {language: _side(request, language, colours) for language in ("en", "ar")}
    sections = [
        {"name": name, "title": title, "left": sides["en"][name], "right": sides["ar"][name]}
        for name, title in samples.SAMPLES
    ]
    return render(request, "styleguide/gallery.html", {"sections": sections})


def _side(request: HttpRequest, language: str, colours: list[tuple[str, str]]) -> dict[str, Any]:
    with translation.override(language):
        shown = {**samples.context(language), "colours": colours}
        return {
            name: render_to_string(f"styleguide/{name}.html", shown, request=request)
            for name, _title in samples.SAMPLES
        }
