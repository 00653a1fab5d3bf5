"""Pages of the house itself: health, errors."""

import sys
from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError

from nmrf.base.models import Heartbeat


@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """Database migrated and cache reachable: 200, else 503; says too when a worker was last alive."""
    checks = {"database": _database(), "cache": _cache()}
    body = {**checks, "worker": _worker() if checks["database"] else False}
    return JsonResponse(body, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _cache() -> bool:
    try:
        cache.set("healthz", 1, 5)
        return cache.get("healthz") == 1
    except (RedisError, OSError):
        return False


def _worker() -> bool:
    since = timezone.now() - timedelta(minutes=2)
    return Heartbeat.objects.filter(name="worker", at__gte=since).exists()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, in the house's look."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403, saying what one may do instead."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same whether the thing does not exist or is another's."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the database is away; without touching the database."""
    is_away = isinstance(sys.exc_info()[1], (InterfaceError, OperationalError))
    response = render(None, "500.html", {"is_away": is_away}, status=503 if is_away else 500)
    if is_away:
        response.headers["Retry-After"] = "30"
    return response
