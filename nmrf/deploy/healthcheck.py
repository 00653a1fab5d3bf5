"""Answers a container's health check: 0 when this process does its work, 1 when not.

python -m nmrf.deploy.healthcheck web|worker|beat
"""

import json
import os
import socket
import sys
import urllib.error
import urllib.request
from datetime import timedelta

DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
BEAT_SILENCE = timedelta(minutes=3)  # beat sends a sign of life every 30 s


def web() -> bool:
    """The web server answers, with its database and cache behind it."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request(
        "http://127.0.0.1:8000/healthz/ready", headers={"Host": host, "X-Forwarded-Proto": "https"}
    )
    try:
        with DIRECTLY.open(request, timeout=8) as answer:
            return bool(json.load(answer)["database"])
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return False


def worker() -> bool:
    """This container's own worker replies to a message sent through the queue."""
    from nmrf.celery import app

    name = f"celery@{socket.gethostname()}"
    return bool(app.control.inspect(destination=[name], timeout=15).ping())


def beat() -> bool:
    """Beat's sign of life has come through the queue lately."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmrf.settings")
    import django

    django.setup()
    from django.utils import timezone

    from nmrf.base.models import Heartbeat

    return Heartbeat.objects.filter(name="worker", at__gte=timezone.now() - BEAT_SILENCE).exists()


CHECKS = {"web": web, "worker": worker, "beat": beat}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in CHECKS:
        sys.exit(f"usage: healthcheck {'|'.join(CHECKS)}")
    sys.exit(0 if CHECKS[sys.argv[1]]() else 1)
