"""A fresh installation of an empty database: tables and reference data, nobody in it. Prints the code."""

import json
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (the settings come first)

from nmrf.base.services import house  # noqa: E402

call_command("load_reference", stdout=StringIO())
print(json.dumps(house.make_code()))
