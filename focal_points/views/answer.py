"""The page behind a link from a mail: whoever holds the link answers one thing, without signing in.

Opening it shows and changes nothing but its log. Nothing of the session is used: the link is the proof, so
no cross-site token is asked for (and with no referrer sent, browsers name no origin either).
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from focal_points.models import AnswerLink, AnswerLinkUse
from focal_points.services import answer_links
from nmrf.base import rates
from nmrf.base.accounts import client_address
from nmrf.base.errors import Invalid, NotNow

What = AnswerLinkUse.What


def kept_to_itself(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address is a secret: no cache, search engine or next page is told of it; and it is rate limited."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = "link_answer" if request.method == "POST" else "link_open"
        if rates.is_within(scope, client_address(request)):
            answer = view(request, *args, **kwargs)
        else:
            answer = render(request, "focal_points/answer_links/wait.html", status=429)
            answer.headers["Retry-After"] = "60"
        patch_cache_control(answer, private=True, no_store=True)
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return guarded


@csrf_exempt
@kept_to_itself
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what is asked; by the button, answers it once."""
    link = answer_links.of_token(token)
    with translation.override(_language(request, link)):
        if link is None:
            return _page(request, {"closed_because": _unknown()}, 404)
        try:
            opened = answer_links.look(link)
        except NotNow as gone:
            return _page(request, {"link": link, "closed_because": str(gone.message)}, 410)
        if request.method != "POST" or opened.closed_because:
            return _shown(request, opened, token)
        return _answered(request, opened, token)


@csrf_exempt
@kept_to_itself
@require_POST
def revoke(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds it says that it is to work no more."""
    link = answer_links.of_token(token)
    if link is None:
        with translation.override(_language(request, link)):
            return _page(request, {"closed_because": _unknown()}, 404)
    answer_links.revoke(link=link)
    return redirect("focal_points:answer", token)


def _shown(request: HttpRequest, opened: answer_links.Opened, token: str) -> HttpResponse:
    lost: list[str] = []
    if request.method == "GET":
        answer_links.log(opened.link, What.OPENED, *_from(request))
    elif request.method == "POST":
        answer_links.log(opened.link, What.REFUSED, *_from(request))
        lost = [] if answer_links.was_said(opened.link, _words(request)) else _words(request)
    dead = opened.link.state in {AnswerLink.State.REVOKED, AnswerLink.State.EXPIRED}
    form = None if opened.closed_because else opened.question.form(None, opened.thing)
    status = 410 if dead else 409 if lost else 200
    return _page(request, _context(opened, token, form) | {"lost": lost}, status)


def _answered(request: HttpRequest, opened: answer_links.Opened, token: str) -> HttpResponse:
    form = opened.question.form(request.POST, opened.thing)
    if form.is_valid():
        try:
            address, agent = _from(request)
            answer_links.answer(link=opened.link, form=form, address=address, agent=agent)
        except Invalid as missing:
            form.refuse(missing.fields)
        except NotNow as closed:
            answer_links.log(opened.link, What.REFUSED, *_from(request))
            lost = {"closed_because": closed.message, "lost": _words(request)}
            return _page(request, _context(opened, token, None) | lost, 409)
        else:
            return redirect("focal_points:answer", token)
    return _page(request, _context(opened, token, form), 422)


def _context(opened: answer_links.Opened, token: str, form: Any) -> dict[str, Any]:
    return {
        "link": opened.link,
        "institution": opened.question.institution(opened.thing),
        "name": opened.question.name(opened.thing),
        "thing": opened.thing,
        "form": form,
        "form_template": opened.question.template,
        "closed_because": opened.closed_because,
        "is_answered": opened.link.state == AnswerLink.State.ANSWERED,
        "waits": opened.waits,
        "address": opened.question.address(opened.thing),
        "token": token,
    }


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    languages = [get_language_info(code) for code in settings.OFFERED_LANGUAGES]
    return render(
        request,
        "focal_points/answer_links/answer.html",
        context | {"languages": languages},
        status=status,
    )


def _language(request: HttpRequest, link: AnswerLink | None) -> str:
    """That which was chosen on the page, else the person's own; nothing is remembered of it."""
    chosen = request.GET.get("in", "")
    if chosen in settings.OFFERED_LANGUAGES:
        return chosen
    return link.person.language if link else translation.get_language() or settings.LANGUAGE_CODE


def _words(request: HttpRequest) -> list[str]:
    """What was written into the page's large fields: an account, or answers to questions."""
    names = [name for name in request.POST if name == "narrative" or re.fullmatch(r"a\d+", name)]
    return [words for name in names if (words := request.POST[name].strip())]


def _from(request: HttpRequest) -> tuple[str, str]:
    return client_address(request), request.headers.get("User-Agent", "")


def _unknown() -> str:
    return _("This link is not complete, or never was one. Copy the whole address from the mail, or sign in.")
