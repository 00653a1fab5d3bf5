"""One's saved searches: the list with its news, saving, changing, deleting; and the link that stops mail."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from focal_points import assignment_list, kept_queries
from focal_points.models import Institution, SavedSearch, SearchAlert
from focal_points.permissions import Can
from focal_points.services import saved_searches, search_alerts
from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import require

ALERTS = 10
PER_PAGE = 50


class SearchForm(forms.Form):
    """What can be changed of a saved search."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    frequency = forms.ChoiceField(label=gettext_lazy("Mail about news"), choices=SavedSearch.Frequency)
    is_shared = forms.BooleanField(
        label=gettext_lazy("Show it to the others of the secretariat"), required=False
    )

    institution = forms.ModelChoiceField(
        label=gettext_lazy("Show it to the people of"),
        queryset=Institution.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody else"),
    )

    def __init__(self, *args: Any, person: Any, search: SavedSearch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_of_work = search.listed == SavedSearch.Listed.ASSIGNMENTS
        bodies = Institution.objects.of(person).current().for_list()
        if not person.is_house:
            del self.fields["is_shared"]
        if is_of_work:
            del self.fields["frequency"]
        if is_of_work and not person.is_house and bodies:
            self.fields["institution"].queryset = bodies  # type: ignore[attr-defined]
        else:
            del self.fields["institution"]


@login_required
@require_safe
@never_cache
def index(request: Request) -> HttpResponse:
    """One's own, what colleagues share, and what the last mails told."""
    require(request.user, Can.SAVE_SEARCHES)
    rows = list(SavedSearch.objects.visible_to(request.user).select_related("person"))
    own = [_line(row, request.user) for row in rows if row.person_id == request.user.pk]
    shared = [_line(row, request.user) for row in rows if row.person_id != request.user.pk]
    alerts = SearchAlert.objects.filter(person=request.user)[:ALERTS]
    context = {
        "own": own,
        "shared": shared,
        "alerts": [
            (alert, [(part, search_alerts.in_words(part)) for part in alert.content]) for alert in alerts
        ],
        "most": saved_searches.MOST,
    }
    return render(request, "focal_points/searches/list.html", context)


def _line(row: SavedSearch, person: Any) -> dict[str, Any]:
    """A search with what it is narrowed by, and what of it is not known any more."""
    if row.listed == SavedSearch.Listed.ASSIGNMENTS:
        return {"search": row, "chosen": [row.get_listed_display()], "problems": []}
    search = kept_queries.read(row.query, person)
    return {"search": row, "chosen": [token.label for token in search.chosen], "problems": search.notes}


@login_required
@require_POST
def save(request: Request) -> HttpResponse:
    """The list that was open, under the name that was typed."""
    require(request.user, Can.SAVE_SEARCHES)
    query = request.POST.get("query", "")
    is_of_work = request.POST.get("listed") == SavedSearch.Listed.ASSIGNMENTS
    try:
        made = saved_searches.save(
            query=assignment_list.canonical(QueryDict(query.lstrip("?")[:4000]))
            if is_of_work
            else kept_queries.canonical(query, request.user),
            name=request.POST.get("name", ""),
            is_working=request.POST.get("is_working") == "1",
            listed=SavedSearch.Listed.ASSIGNMENTS if is_of_work else SavedSearch.Listed.RECOMMENDATIONS,
            by=request.user,
        )
    except HouseError as refused:
        messages.error(request, str(refused.message))
        return redirect("focal_points:search-list")
    if is_of_work:
        messages.success(request, _("Saved."))
        return redirect(made.address)
    messages.success(
        request,
        _("Saved: %(name)s. You get a mail every week when there is news; change that below.")
        % {"name": made.name},
    )
    return redirect("focal_points:search-list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, public_id: UUID) -> HttpResponse:
    """Its name, how often there is mail, whether it is shared."""
    row = _own(request, public_id)
    initial = {
        "name": row.name,
        "frequency": row.frequency,
        "is_shared": row.is_shared,
        "institution": row.institution_id,
    }
    form = SearchForm(request.POST or None, initial=initial, person=request.user, search=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved_searches.change(search=row, by=request.user, **form.cleaned_data)
        except Invalid as refused:
            show(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("focal_points:search-list")
    context = {"form": form, "line": _line(row, request.user)}
    status = 422 if form.is_bound else 200
    return render(request, "focal_points/searches/edit.html", context, status=status)


@login_required
@require_POST
def delete(request: Request, public_id: UUID) -> HttpResponse:
    """Away with it."""
    row = _own(request, public_id)
    saved_searches.delete(search=row, by=request.user)
    messages.success(request, _("Deleted: %(name)s") % {"name": row.name})
    return redirect("focal_points:search-list")


@login_required
@require_safe
@never_cache
def alert(request: Request, public_id: UUID) -> HttpResponse:
    """Everything one mail told of, also what it had no room for."""
    require(request.user, Can.SAVE_SEARCHES)
    row = get_object_or_404(SearchAlert.objects.filter(person=request.user), public_id=public_id)
    parts = [_part(request, part, number) for number, part in enumerate(row.content)]
    return render(request, "focal_points/searches/alert.html", {"alert": row, "parts": parts})


def _part(request: Request, part: dict[str, Any], number: int) -> dict[str, Any]:
    """One search of a mail, with a page of its news."""
    news = search_alerts.read(request.user, part, kept_queries.matching)
    wanted = request.GET.get("page") if request.GET.get("part") == str(number) else None
    return {
        "said": part,
        "number": number,
        "in_words": search_alerts.in_words(part),
        "new": Paginator(news.new(), PER_PAGE).get_page(wanted),
        "changed": Paginator(news.changed(), PER_PAGE).get_page(wanted),
    }


@csrf_exempt  # the signed link is the proof; a mail program that stops mail for its reader has no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from a mail, by whoever holds the link: asks first, and changes only by the button."""
    row = saved_searches.of_token(token)
    if row is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        saved_searches.stop_mail(search=row, everything=request.POST.get("everything") == "1")
    return render(request, "focal_points/searches/stop.html", {"search": row, "is_done": is_done})


def _own(request: Request, public_id: UUID) -> SavedSearch:
    """One's own; another's does not exist, a colleague's shared one may be looked at only."""
    row = get_object_or_404(SavedSearch.objects.visible_to(request.user), public_id=public_id)
    require(request.user, Can.CHANGE_SEARCH, row)
    return row
