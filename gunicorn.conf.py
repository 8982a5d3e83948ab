"""gunicorn: two processes of four threads; `gunicorn config.wsgi` from this folder."""

import os

# `site/` holds the packages that compose the website; see manage.py.
pythonpath = "site"
bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
timeout = 60
max_requests = 5000
max_requests_jitter = 500
