import asyncio
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Thread

from django.db import connection

from tests.forks import Fork


def send_whether_connected(results: Connection) -> None:
    results.send(connection.connection is not None)


def connect_and_fork(results: Connection) -> None:
    """Connect, then fork within an event loop."""

    async def fork() -> Fork:
        return Fork(send_whether_connected, results)

    connection.ensure_connection()
    process = asyncio.run(fork())
    assert process.wait() == 0
    connection.close()


def test_a_fork_has_no_connection_of_its_parent(django_db_setup, django_db_blocker, monkeypatch):
    """Even where an event loop runs, as in browser tests: Django has other connections there."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    here, there = Pipe()
    # In a thread of its own: in the test's, the loop of a browser test may already be running.
    thread = Thread(target=connect_and_fork, args=[there])
    with django_db_blocker.unblock():
        thread.start()
        thread.join()
    assert here.poll(60), "no answer"
    assert here.recv() is False
