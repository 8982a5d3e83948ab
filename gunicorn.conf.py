"""gunicorn: two processes of four threads; `gunicorn config.wsgi` from this folder."""

import gc
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

# `site/` holds the packages that compose the website; see manage.py.
pythonpath = "site"
bind = os.environ.get("BIND", "").strip() or "127.0.0.1:8000"
# gunicorn would try again and again to listen at what is no address.
_address = re.fullmatch(r"unix:.+|(?:\[[0-9A-Fa-f:.]+\]|[^:\[\]]+):(?P<port>[0-9]{1,5})", bind)
if not _address or not int(_address["port"] or 1) < 65536 or _address["port"] == "0":
    sys.exit("BIND : une adresse et un port sont attendus, par exemple 127.0.0.1:8000.")
# gunicorn reads this variable itself before this file: what is no number ends there, in a traceback.
_workers = os.environ.get("WEB_CONCURRENCY", "").strip() or "2"
if not _workers.isdecimal() or int(_workers) < 1:
    sys.exit("WEB_CONCURRENCY : un nombre entier, un ou plus, est attendu.")
workers = int(_workers)
worker_class = "gthread"
threads = 4
timeout = 60
# It would lie in the user's folder, which may be read-only, and be one for all instances of a user.
control_socket_disable = True
# Against memory that is never given back. A new process reads all places again, and at full load answers this many in
# some minutes.
max_requests = 100_000
max_requests_jitter = 10_000


def on_starting(server: Any) -> None:
    """Stop with one clear line when a variable of the environment is wrong, before any process shows a traceback."""
    env = {"DJANGO_SETTINGS_MODULE": "config.settings.production", **os.environ}
    root = Path(__file__).resolve().parent
    if subprocess.call([sys.executable, "-c", "import manage; manage.check_settings()"], cwd=root, env=env):
        sys.exit(1)


def post_worker_init(worker: Any) -> None:
    """Spare the garbage collector what the start has made, and a search at each 700 objects.

    Reading all places makes some 50,000, and took twice as long with it. A request leaves some hundreds: a higher
    threshold would keep the answers of many in memory.
    """
    gc.freeze()
    gc.set_threshold(10_000)
