from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.threads import share, slices


@given(st.integers(0, 200), st.integers(1, 16), st.integers(-3, 64))
def test_a_share_keeps_the_workers_busy_within_the_limit(count: int, workers: int, most: int) -> None:
    size = share(count, workers, most)
    batches = len(list(slices(range(count), size)))
    assert 1 <= size <= max(1, most)
    assert size * workers >= count or size == max(1, most)
    assert batches <= workers or size == max(1, most)


@given(st.lists(st.integers()), st.integers(1, 9))
def test_slices_are_the_rows_in_order(rows: list[int], size: int) -> None:
    parts = list(slices(rows, size))
    assert [row for part in parts for row in part] == rows
    assert all(len(part) == size for part in parts[:-1])
