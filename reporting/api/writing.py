"""With which an institution's own system posts updates: the same services, the same rules as the pages.

A token speaks for a person; that person's terms say for which institutions. A write names the version it
started from in `If-Match`; a stale one is refused with 412, one without with 428.
"""

import re
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, status, viewsets
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import action
from rest_framework.exceptions import APIException
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from focal_points.models import Assignment, StatusUpdate
from focal_points.services import status_updates, update_fields
from nmrf.base.api_guards import InstitutionsToken
from nmrf.base.errors import NotNow, StaleEdit
from nmrf.base.models import User
from reporting.api.update_shapes import AssignmentSerializer, UpdateInSerializer, UpdateOutSerializer

IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description='The version seen, as in `"3"`.'
)
VERSION = re.compile(r'(?:W/)?"?(\d{1,9})"?$')
REFUSALS = {
    400: OpenApiResponse(description="Something is wrong or missing: code, detail, fields."),
    404: OpenApiResponse(description="Not there, or another institution’s."),
    409: OpenApiResponse(description="Not in a state in which this can be done."),
    412: OpenApiResponse(description="Changed since the version named in If-Match."),
    428: OpenApiResponse(description="If-Match is missing."),
}


class PreconditionRequired(APIException):
    """A write has to say which version it started from."""

    status_code = 428
    default_detail = _("Say in If-Match which version you started from.")
    default_code = "precondition_required"


class OfInstitutions(APIView):
    """Signed in by token or on the page."""

    authentication_classes = (InstitutionsToken, SessionAuthentication)
    permission_classes = (IsAuthenticated,)


@extend_schema_view(
    list=extend_schema(summary="Assignments of the caller's institutions, soonest due first"),
    retrieve=extend_schema(summary="One assignment"),
)
class AssignmentViewSet(OfInstitutions, viewsets.ReadOnlyModelViewSet[Assignment]):
    """What the caller's institutions answer for."""

    queryset = Assignment.objects.none()
    serializer_class = AssignmentSerializer
    filter_backends = ()
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Assignment]:
        """Own ones, and those of bodies under one's own."""
        own = Assignment.objects.visible_to(self.request.user).current().for_list()
        return own.order_by("due_on", "pk")

    @extend_schema(
        summary="Write an update, and submit it if asked to",
        request=UpdateInSerializer,
        responses={201: UpdateOutSerializer, **REFUSALS},
        parameters=[
            OpenApiParameter(
                "If-Match",
                str,
                OpenApiParameter.HEADER,
                description=(
                    "Needed only where an update is open already: the version of it that you have seen."
                ),
            )
        ],
    )
    @action(methods=["post"], detail=True, url_path="updates", serializer_class=UpdateInSerializer)
    def updates(self, request: Request, public_id: str) -> Response:
        """All or nothing: if it cannot be submitted as asked, nothing is kept."""
        assignment = get_object_or_404(self.get_queryset(), public_id=public_id)
        given = UpdateInSerializer(data=request.data, context={"assignment": assignment})
        given.is_valid(raise_exception=True)
        with transaction.atomic():
            is_new = not assignment.updates.filter(state__in=StatusUpdate.OPEN).exists()
            update = status_updates.start(assignment=assignment, by=_who(request))
            if not is_new and request.headers.get("If-Match") is None:
                raise NotNow(
                    _("An update is open (%(id)s). Send it with PUT and If-Match.")
                    % {"id": update.public_id},
                    code="open",
                )
            version = update.version if is_new else _seen(request)
            update = _write(request, update, version, given)
        return _answer(update, status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)


@extend_schema_view(
    list=extend_schema(summary="Updates of the caller's institutions, the newest first"),
    retrieve=extend_schema(summary="One update, with its version as ETag"),
)
class UpdateViewSet(
    OfInstitutions, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[StatusUpdate]
):
    """What the caller's institutions said."""

    queryset = StatusUpdate.objects.none()
    serializer_class = UpdateOutSerializer
    filter_backends = ()
    lookup_field = "public_id"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[StatusUpdate]:
        """Those that the caller may see."""
        return (
            StatusUpdate.objects.visible_to(self.request.user)
            .select_related("assignment__institution")
            .prefetch_related("obstacles", "needs", "proposals__recommendation", "proposals__part")
            .order_by("-started_at", "-pk")
        )

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With its version as ETag, for the next write."""
        return _answer(self.get_object())

    @extend_schema(
        summary="Write the whole update anew",
        request=UpdateInSerializer,
        responses={200: UpdateOutSerializer, **REFUSALS},
        parameters=[IF_MATCH],
    )
    def update(self, request: Request, public_id: str) -> Response:
        """What is left out becomes empty."""
        return self._put(request, partial=False)

    @extend_schema(
        summary="Change what is given, leave the rest",
        request=UpdateInSerializer,
        responses={200: UpdateOutSerializer, **REFUSALS},
        parameters=[IF_MATCH],
    )
    def partial_update(self, request: Request, public_id: str) -> Response:
        """A list that is given replaces the whole list."""
        return self._put(request, partial=True)

    def _put(self, request: Request, *, partial: bool) -> Response:
        update = self.get_object()
        version = _seen(request)
        given = UpdateInSerializer(
            data=request.data, partial=partial, context={"assignment": update.assignment}
        )
        given.is_valid(raise_exception=True)
        with transaction.atomic():
            return _answer(_write(request, update, version, given))


def _who(request: Request) -> User:
    """Somebody: IsAuthenticated has seen to it."""
    return cast(User, request.user)


def _seen(request: Request) -> int:
    """The version that the caller started from."""
    said = request.headers.get("If-Match")
    if said is None:
        raise PreconditionRequired
    match = VERSION.match(said.strip())
    return int(match[1]) if match else 0


def _write(request: Request, update: StatusUpdate, version: int, given: UpdateInSerializer) -> StatusUpdate:
    """Save, and submit where it is asked for."""
    if update.version != version:
        raise StaleEdit(update)
    fields = given.fields_over(update_fields.of(update))
    saved = status_updates.save(update=update, version=version, by=_who(request), fields=fields, door="api")
    if given.validated_data.get("submit"):
        saved = status_updates.submit(update=saved, version=saved.version, by=_who(request), door="api")
    return saved


def _answer(update: StatusUpdate, code: int = status.HTTP_200_OK) -> Response:
    return Response(UpdateOutSerializer(update).data, status=code, headers={"ETag": f'"{update.version}"'})
