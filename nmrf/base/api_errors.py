"""One shape for every refusal of the API: {"code", "detail", "fields"}."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from nmrf.base.errors import HouseError, Invalid, StaleEdit


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn the house's own refusals into answers; the rest is DRF's."""
    if isinstance(error, StaleEdit):
        return _answer(error, status.HTTP_412_PRECONDITION_FAILED)
    if isinstance(error, Invalid):
        return _answer(
            error, status.HTTP_400_BAD_REQUEST, fields={k: str(v) for k, v in error.fields.items()}
        )
    if isinstance(error, HouseError):
        return _answer(error, status.HTTP_409_CONFLICT)
    response = exception_handler(error, context)
    return response if response is None else _in_our_shape(response)


def _in_our_shape(response: Response) -> Response:
    """DRF's own refusals, in the same shape."""
    data = response.data
    detail = data.get("detail") if isinstance(data, dict) else None
    if detail is not None:
        response.data = {"code": getattr(detail, "code", "refused"), "detail": str(detail)}
    else:
        response.data = {
            "code": "invalid",
            "detail": str(_("Something is wrong or missing.")),
            "fields": data,
        }
    return response


def _answer(error: HouseError, code: int, **more: Any) -> Response:
    return Response({"code": error.code, "detail": str(error.message), **more}, status=code)
