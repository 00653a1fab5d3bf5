"""How often something may be asked from one place, where nobody signs in."""

import logging
import time

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}


def is_within(scope: str, who: str) -> bool:
    """Count one; False beyond `settings.API_THROTTLES[scope]` (`30/minute`); one not named has no limit.

    Counted in the cache; while that is away nobody is refused.
    """
    rate = settings.API_THROTTLES.get(scope)
    if not rate:
        return True
    most, _slash, unit = rate.partition("/")
    seconds = SECONDS[unit]
    key = f"rate:{scope}:{who}:{int(time.time()) // seconds}"
    try:
        cache.add(key, 0, timeout=seconds + 1)
        return bool(cache.incr(key) <= int(most))
    except ValueError:  # it ran out between the two
        return True
    except (RedisError, OSError):
        log.exception("requests are not counted: the cache is away")
        return True
