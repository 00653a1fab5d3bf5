"""How the web server runs in production; each number can be set from the environment."""

import os

bind = "0.0.0.0:8000"  # inside the container's own network
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "3"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
max_requests = 2000  # a worker is renewed now and then, so that no leak lives long
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm"  # noqa: S108  heartbeat files belong in memory
control_socket_disable = True
accesslog = "-"
access_log_format = "%(m)s %(U)s %(s)s %(b)s %(M)sms"  # nobody's address, nor what they searched for
forwarded_allow_ips = "*"  # only the proxy can reach this port
