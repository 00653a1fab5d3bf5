"""One shape for every refusal of the API: {"code", "detail", "fields"}."""

from typing import Any

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
    return exception_handler(error, context)


def _answer(error: HouseError, code: int, **more: Any) -> Response:
    return Response({"code": error.code, "detail": str(error.message), **more}, status=code)
