"""Run on a house's database: hand a file in, or confirm what was read of it. Prints the run's key as JSON."""

import json
import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nmrf.settings")
django.setup()

from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402  settings come first

from nmrf.base.models import User  # noqa: E402
from recommendations.models import ImportRun  # noqa: E402
from recommendations.services import uhri_jobs  # noqa: E402

what, given = sys.argv[1:]
somebody = User.objects.filter(role=User.Role.SECRETARIAT).earliest("pk")
if what == "read":
    upload = SimpleUploadedFile(Path(given).name, Path(given).read_bytes())
    run = uhri_jobs.ask_for_file(upload=upload, country="XAA", by=somebody)
else:
    run = uhri_jobs.confirm(run=ImportRun.objects.get(pk=given), by=somebody)
print(json.dumps(run.pk))
