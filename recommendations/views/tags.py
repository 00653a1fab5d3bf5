"""The vocabularies: their trees, one entry, and what is done to it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nmrf.base.errors import HouseError, Invalid
from nmrf.base.forms import show
from nmrf.base.http import Request
from nmrf.base.permissions import may, require
from recommendations import tag_pages
from recommendations.forms.tags import EntryForm, MergeForm
from recommendations.models import RightArticle, RightTheme, Tag
from recommendations.permissions import Can
from recommendations.services import tag_mapping, tags


@login_required
@require_safe
def index(request: Request) -> HttpResponse:
    """One vocabulary as a tree, with counts."""
    require(request.user, Can.SEE_IMPORTS)
    kind = request.GET.get("kind", Tag.Kind.THEME)
    if kind not in Tag.Kind.values:
        raise Http404
    sizes = tag_pages.sizes()
    context = {
        "kind": Tag.Kind(kind),
        "kinds": [(one, sizes.get(one, 0)) for one in Tag.Kind],
        "nodes": tag_pages.tree(kind),
        "waiting": tag_pages.how_many_wait(),
        "may_edit": may(request.user, Can.EDIT_REGISTER),
    }
    return render(request, "recommendations/tags/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, vocabulary: str) -> HttpResponse:
    """An entry of the house's own."""
    require(request.user, Can.EDIT_REGISTER)
    if vocabulary not in Tag.Kind.values:
        raise Http404
    form = EntryForm(request.POST or None, kind=vocabulary)
    context = {"form": form, "kind": Tag.Kind(vocabulary)}
    if request.method != "POST":
        return render(request, "recommendations/tags/new.html", context)
    if not form.is_valid():
        return render(request, "recommendations/tags/new.html", context, status=422)
    try:
        tag = tags.create(
            kind=vocabulary,
            names=form.names,
            aliases=form.alias_list,
            parent=form.cleaned_data["parent"],
            by=request.user,
        )
    except Invalid as refused:
        show(form, refused)
        return render(request, "recommendations/tags/new.html", context, status=422)
    messages.success(request, _("Saved."))
    return redirect("recommendations:tag-detail", tag.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: Request, pk: int) -> HttpResponse:
    """One entry: what it is called, where it stands, what carries it. A POST changes names and place."""
    require(request.user, Can.SEE_IMPORTS)
    tag = _tag(pk)
    if request.method != "POST":
        return _page(request, tag)
    require(request.user, Can.EDIT_REGISTER, tag)
    form = EntryForm(request.POST, kind=tag.kind, tag=tag)
    if not form.is_valid():
        return _page(request, tag, form=form, status=422)
    try:
        tags.describe(
            tag=tag,
            names=form.names,
            aliases=form.alias_list,
            parent=form.cleaned_data["parent"],
            by=request.user,
        )
    except Invalid as refused:
        show(form, refused)
        return _page(request, tag, form=form, status=422)
    messages.success(request, _("Saved."))
    return redirect("recommendations:tag-detail", pk)


@login_required
@require_POST
def merge(request: Request, pk: int) -> HttpResponse:
    """It is the same as another entry: all its uses move there."""
    require(request.user, Can.EDIT_REGISTER)
    tag = _tag(pk)
    form = MergeForm(request.POST, tag=tag)
    if not form.is_valid():
        return _page(request, tag, merging=form, status=422)
    try:
        operation = tag_mapping.merge(tag=tag, into=form.cleaned_data["into"], by=request.user)
    except Invalid as refused:
        show(form, refused)
        return _page(request, tag, merging=form, status=422)
    except HouseError as refused:
        messages.error(request, str(refused.message))
        return redirect("recommendations:tag-detail", pk)
    messages.success(
        request, _("%(what)s. It can be undone under “Operations and undo”.") % {"what": operation}
    )
    if tag.is_unmapped:
        return redirect("recommendations:tag-waiting")
    return redirect("recommendations:tag-detail", form.cleaned_data["into"].pk)


@login_required
@require_POST
def retire(request: Request, pk: int) -> HttpResponse:
    """No longer offered, or offered again."""
    require(request.user, Can.EDIT_REGISTER)
    tag = _tag(pk)
    try:
        (tags.bring_back if tag.retired_at else tags.retire)(tag=tag, by=request.user)
        messages.success(request, _("Saved."))
    except HouseError as refused:
        messages.error(request, str(refused.message))
    return redirect("recommendations:tag-detail", pk)


def _tag(pk: int) -> Tag:
    rows = Tag.objects.select_related("parent", "merged_into").prefetch_related(
        "names", "parent__names", "merged_into__names"
    )
    return get_object_or_404(rows.annotate(n=Count("uses__recommendation", distinct=True)), pk=pk)


def _page(
    request: Request, tag: Tag, *, form: Any = None, merging: Any = None, status: int = 200
) -> HttpResponse:
    may_edit = may(request.user, Can.EDIT_REGISTER, tag)
    articles = RightArticle.objects.filter(right=tag).select_related("instrument")
    links = RightTheme.objects.filter(right=tag).select_related("theme").prefetch_related("theme__names")
    context = {
        "tag": tag,
        "form": form or (EntryForm(kind=tag.kind, tag=tag) if may_edit else None),
        "merging": merging or (MergeForm(tag=tag) if may_edit else None),
        "examples": tag_pages.examples_of(tag),
        "articles": articles,
        "themes": [link.theme for link in links],
        "may_edit": may_edit and not tag.merged_into_id,
    }
    return render(request, "recommendations/tags/detail.html", context, status=status)
