"""Tables of the base room."""

from nmrf.base.models.file import StoredFile
from nmrf.base.models.house import HouseSettings, SetupStep
from nmrf.base.models.job import Heartbeat, Job
from nmrf.base.models.notice import Notice
from nmrf.base.models.operation import Operation
from nmrf.base.models.user import User

__all__ = [
    "Heartbeat",
    "HouseSettings",
    "Job",
    "Notice",
    "Operation",
    "SetupStep",
    "StoredFile",
    "User",
]
