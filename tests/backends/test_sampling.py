from summarizer.backends.build import build, read_manifest
from summarizer.backends.sampling import sample
from tests.backends import tiny


def test_a_request_is_answered_alike_whatever_was_answered_before(tmp_path):
    folder = build(tiny.recipe(tmp_path), tmp_path / "cache")
    compute_type = str(read_manifest(folder)["compute_type"])

    def request(start: str, count: int) -> dict[str, object]:
        return {
            "start_tokens": [list(start)],
            "num_hypotheses": count,
            "sampling_topk": 10,
            "max_length": 12,
            "include_prompt_in_result": False,
        }

    def answers(requests, workers=1):
        return [result.sequences for result in sample(folder, compute_type, requests, workers)]

    first, second = request("the", 5), request("inn", 3)
    assert answers([first, second]) == answers([second, first], workers=2)[::-1]
    assert len({tuple(tokens) for tokens in answers([first])[0]}) > 1
