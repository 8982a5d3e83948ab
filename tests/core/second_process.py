"""A second web process: answers « address tag » lines on its standard input with the status of that request."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"

import django  # noqa: E402

django.setup()

from django.test import Client  # noqa: E402

for line in sys.stdin:
    path, _, tag = line.rstrip("\n").partition(" ")
    response = Client().get(path, headers={"If-None-Match": tag} if tag else {})
    sys.stdout.write(f"{response.status_code} {response.headers.get('ETag', '')}\n")
    sys.stdout.flush()
