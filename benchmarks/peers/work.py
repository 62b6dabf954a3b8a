"""What every peer tells the benchmark: one JSON line on standard output."""

import json
import time
from contextlib import contextmanager


class Work:
    """Seconds by step, and whatever else is worth telling."""

    def __init__(self):
        self._seconds = {}

    @contextmanager
    def step(self, name):
        start = time.perf_counter()
        yield
        self._seconds[name] = time.perf_counter() - start

    def report(self, **facts):
        print(json.dumps({"work_seconds": sum(self._seconds.values()), "steps": self._seconds, **facts}))
