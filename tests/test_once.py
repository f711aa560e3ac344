import threading

import pytest

from summarizer.once import once


def test_threads_that_come_together_load_once():
    loaded = []
    together = threading.Barrier(8)
    entered, go = threading.Event(), threading.Event()

    @once
    def load():
        loaded.append(threading.get_ident())
        entered.set()
        go.wait()
        return object()

    answers = []

    def ask():
        together.wait()
        answers.append(load())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    entered.wait()
    go.set()
    for thread in threads:
        thread.join()
    assert len(loaded) == 1
    assert len({id(answer) for answer in answers}) == 1


def test_each_argument_has_its_own_result():
    calls = []

    @once
    def double(number):
        calls.append(number)
        return 2 * number

    assert [double(1), double(2), double(1)] == [2, 4, 2]
    assert calls == [1, 2]
    with pytest.raises(TypeError):
        double(number=1)


def test_a_failure_is_tried_again():
    answers = iter([ValueError("not yet"), "there"])

    @once
    def load():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(ValueError, match="not yet"):
        load()
    assert load() == "there"
