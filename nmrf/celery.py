"""The Celery application: worker and beat of this house."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmrf.settings")

app = Celery("nmrf")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
