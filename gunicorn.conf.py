"""gunicorn: two processes of four threads; `gunicorn config.wsgi` from this folder."""

import os

# `site/` holds the packages that compose the website; see manage.py.
pythonpath = "site"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
# Against memory that is never given back. A new process reads all places again, and at full load answers this many in
# some minutes.
max_requests = 100_000
max_requests_jitter = 10_000
