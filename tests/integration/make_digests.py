"""Makes everything late and writes the digests, on a running house's database; prints who gets one, as JSON.

make_digests.py          make them
make_digests.py send     have a worker send what waits
"""

import json
import sys

import django

django.setup()

from datetime import timedelta  # noqa: E402 (the settings come first)

from celery import Celery  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from focal_points.models import Assignment, Digest  # noqa: E402
from focal_points.services.reminders import digests  # noqa: E402

if sys.argv[1:] == ["send"]:
    app = Celery("asking", broker=settings.CELERY_BROKER_URL, set_as_current=False)
    app.send_task("focal_points.retry_digests", queue=settings.CELERY_TASK_DEFAULT_QUEUE)
    print(json.dumps("asked"))
else:
    Assignment.objects.update(due_on=timezone.localdate() - timedelta(days=40))
    digests.make()
    print(json.dumps(list(Digest.objects.order_by("pk").values_list("person__email", flat=True))))
