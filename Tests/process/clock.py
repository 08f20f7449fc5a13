"""A clock for servers that a test moves, where the days until a deadline cannot be waited for."""

import glob
from datetime import datetime, timedelta, timezone

import pytest

from house import Server


class Clock:
    """The time of the servers that are started under it: libfaketime reads it from a file, so it can be moved while they run."""

    def __init__(self, folder):
        [library] = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1") or pytest.fail("libfaketime is missing: make setup-tests")
        self.file = folder / "clock"
        self.ahead = 0
        self.move(0)
        self.environment = {
            "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
            # What waits goes on waiting as long as it says.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1",
        }

    def server(self, database, command="demo"):
        # `env` becomes the server: libfaketime 0.9.10 makes the socket of a process fail in which it sets itself up first.
        return Server(database, command, environment=self.environment, under=["env"])

    @property
    def now(self):
        return datetime.now(timezone.utc) + timedelta(seconds=self.ahead)

    def move(self, seconds):
        self.ahead += seconds
        new = self.file.with_suffix(".new")
        new.write_text(f"+{self.ahead:.3f}\n")
        # Never half a file.
        new.replace(self.file)

    def set(self, instant):
        self.move((instant - self.now).total_seconds())
