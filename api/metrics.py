"""Prometheus metrics. Every label has a closed set of values: routes, statuses, profiles, verdicts."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SECONDS = (0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 20, 40, 80, 160)


class Metrics:
    """The metrics of one app.

    ``shared`` is the folder in which the processes of one service meet (PROMETHEUS_MULTIPROC_DIR, which the
    client library reads itself), empty for a single process.
    """

    def __init__(self, shared: str = "") -> None:
        self._shared = shared
        self._registry = registry = CollectorRegistry()
        self._noted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.requests = Counter(
            "mujaz_requests", "Requests by route and status", ["method", "route", "status"], registry=registry
        )
        self.seconds = Histogram(
            "mujaz_request_seconds", "Time to answer", ["route"], buckets=SECONDS, registry=registry
        )
        self.briefs = Counter(
            "mujaz_briefs", "Briefs given", ["profile", "language", "verdict", "cache"], registry=registry
        )
        self.repeated = Counter(
            "mujaz_repeated_requests", "Requests answered from the memory of this process", registry=registry
        )
        self.writing = Histogram(
            "mujaz_writing_seconds", "Time to write a brief", buckets=SECONDS, registry=registry
        )
        self.articles = Counter("mujaz_job_articles", "Articles of jobs that ended", registry=registry)
        self.refused = Counter("mujaz_refused", "Requests refused", ["type"], registry=registry)
        self.waiting = self._gauge("mujaz_queue_waiting", "Requests that wait for a thread")
        self.running = self._gauge("mujaz_queue_running", "Requests that have a thread")
        self.ready = self._gauge("mujaz_ready", "Processes whose models have answered")

    def _gauge(self, name: str, what: str) -> Gauge:
        """A gauge that is summed over the processes that are alive."""
        return Gauge(name, what, registry=self._registry, multiprocess_mode="livesum")

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts an answered request."""
        found = self._noted.get((method, route, status))
        if found is None:
            found = self.requests.labels(method, route, status), self.seconds.labels(route)
            self._noted[method, route, status] = found
        found[0].inc()
        found[1].observe(seconds)

    def page(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        if not self._shared:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=self._shared)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
