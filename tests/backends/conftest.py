from collections.abc import Callable
from pathlib import Path

import pytest

from tests.backends import tiny_seq2seq


@pytest.fixture(scope="session")
def seq2seq_checkpoint(tmp_path_factory) -> Callable[[str], Path]:
    """The folder of a family's tiny checkpoint, built when first asked for; not to be written to."""
    root = tmp_path_factory.mktemp("seq2seq")

    def build(family: str) -> Path:
        folder = root / family
        return folder if folder.is_dir() else tiny_seq2seq.build(family, folder)

    return build
