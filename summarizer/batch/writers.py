"""Opens the writer of a profile in whichever process works."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from summarizer import assembly
from summarizer.assembly import Runtime
from summarizer.cache import open_cache
from summarizer.errors import CacheError
from summarizer.profiles import Profile
from summarizer.protocols import BriefWriter

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ProfileWriters:
    """Opens writers of ``profile``. ``cache`` is as in ``open_cache``, or None to do without.

    A cache that cannot be opened is done without, with a warning.
    """

    profile: Profile
    data_folder: Path
    cache: str | Path | None = None
    runtime: Runtime = field(default_factory=Runtime)

    @contextmanager
    def open(self, *, share: int = 1) -> Iterator[BriefWriter]:
        """A writer that uses its share of the machine's cores."""
        threads = max(1, _cores() // share) if share > 1 else 0
        with ExitStack() as stack:
            cache = None
            if self.cache is not None:
                try:
                    cache = stack.enter_context(closing(open_cache(self.cache)))
                except CacheError as error:
                    logger.warning("Going on without the cache. %s", error)
            yield assembly.build_writer(
                self.profile,
                data_folder=self.data_folder,
                cache=cache,
                gather=True,
                threads=threads,
                runtime=self.runtime,
            )


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
