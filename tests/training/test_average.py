import pytest

torch = pytest.importorskip("torch")

from safetensors.torch import load_file, save_file  # noqa: E402

from training.average import WEIGHTS_FILE, average, best_average, shares  # noqa: E402


def adapter(value):
    return {"layer.A": torch.full((2, 3), value), "layer.B": torch.full((3, 2), -value)}


def test_an_average_is_weighted():
    mean = average([adapter(0.0), adapter(4.0)], [0.75, 0.25])
    assert mean["layer.A"].unique().tolist() == [1.0]
    assert mean["layer.B"].unique().tolist() == [-1.0]


def test_weights_must_add_up_to_one():
    with pytest.raises(ValueError, match="add up"):
        average([adapter(0.0), adapter(4.0)], [0.75, 0.75])


def test_shares_cover_the_corners_and_add_up():
    found = list(shares(3, 4))
    assert len(found) == len(set(found)) == 15
    assert all(sum(weights) == pytest.approx(1.0) for weights in found)
    assert {(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)} <= set(found)


def test_the_average_with_the_lowest_loss_is_written(tmp_path):
    folders = []
    for value in (0.0, 4.0):
        folder = tmp_path / str(value)
        folder.mkdir()
        save_file(adapter(value), folder / WEIGHTS_FILE)
        (folder / "adapter_config.json").write_text("{}")
        folders.append(folder)
    output = tmp_path / "best"

    def loss(folder):
        return abs(float(load_file(folder / WEIGHTS_FILE)["layer.A"].mean()) - 2.9)

    assert best_average(folders, output, loss) == (0.25, 0.75)
    assert load_file(output / WEIGHTS_FILE)["layer.A"].unique().tolist() == [3.0]
    assert (output / "adapter_config.json").exists()
