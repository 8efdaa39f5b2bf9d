import zipfile

import pytest
import torch
from torchvision.io import decode_image
from torchvision.transforms import v2

from fmnist.data.custom import SAMPLE, CustomImageDataset, to_model_input, trace
from fmnist.data.fashion_mnist import CLASSES
from fmnist.data.import_csv import import_dataset
from fmnist.data.loader import TensorLoader
from fmnist.errors import ConfigError, DataError
from fmnist.server.uploads import Uploads
from tests.pictures.bad import encode
from tests.pictures.drawings import SHAPES, filled


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    return import_dataset(SAMPLE / "labels.csv", SAMPLE / "images.zip", tmp_path_factory.mktemp("v") / "set")


def test_the_sample_is_three_of_each_class_and_comes_in_whole(sample):
    assert sorted(row.label for row in sample.rows) == sorted([*range(10)] * 3)
    assert sample.errors == ()


def test_no_picture_of_the_sample_is_one_to_test_with(sample, mini_data):
    """The page lets visitors train on the sample, and says that nothing trains on the test images."""
    training_data, test_data = (set(map(bytes, split.data.flatten(1).numpy())) for split in mini_data)
    dataset = CustomImageDataset(sample.annotations_file, sample.img_dir)
    pictures = {bytes(image.flatten().numpy()) for image, _ in dataset}
    assert len(pictures) == 30
    assert pictures <= training_data
    assert not pictures & test_data


@pytest.mark.full_data
def test_the_sample_holds_real_training_images(sample, full_data):
    training_data, _ = full_data
    dataset = CustomImageDataset(sample.annotations_file, sample.img_dir)
    for row, (image, label) in zip(sample.rows, dataset, strict=True):
        index = int(row.name[6:11])
        assert torch.equal(image[0], training_data.data[index])
        assert label == training_data.targets[index]


def test_trace_is_what_getitem_does(sample):
    dataset = CustomImageDataset(sample.annotations_file, sample.img_dir, to_model_input, lambda y: CLASSES[y])
    got = trace(dataset, 7)
    row = sample.rows[7]
    assert got.path == f"images/{row.name}"
    assert torch.equal(got.decoded, decode_image(str(sample.img_dir / row.name)))
    assert got.decoded.dtype == torch.uint8
    assert torch.equal(got.transformed, dataset[7][0])
    assert (got.label, got.target) == (row.label, CLASSES[row.label])
    assert dataset.transform is to_model_input
    for idx in (-1, 30, 1.5, None):
        with pytest.raises(ConfigError, match="from 0 to 29"):
            trace(dataset, idx)


def test_there_is_nothing_to_trace_in_an_empty_set(tmp_path):
    (tmp_path / "labels.csv").write_text("name,label\n")
    with pytest.raises(DataError, match="the data set is empty; add at least one row"):
        trace(CustomImageDataset(tmp_path / "labels.csv", tmp_path), 0)


def test_to_model_input_leaves_the_data_sets_own_images_as_they_are(sample):
    image = decode_image(str(sample.img_dir / sample.rows[0].name))
    assert torch.equal(to_model_input(image), v2.ToDtype(torch.float32, scale=True)(image))


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_to_model_input_takes_any_picture(channels):
    image = torch.full((channels, 50, 40), 200, dtype=torch.uint8)
    got = to_model_input(image)
    assert (got.shape, got.dtype) == ((1, 28, 28), torch.float32)
    alpha = 200 / 255 if channels in (2, 4) else 1
    assert got.mean().item() == pytest.approx(alpha * 200 / 255, abs=3 / 255)


@pytest.mark.parametrize(("mode", "kind"), [
    ("1", "png"), ("L", "png"), ("LA", "png"), ("RGB", "png"), ("RGBA", "png"), ("L", "jpg"), ("RGB", "jpg"),
    ("RGB", "webp"), ("RGBA", "webp"),
])  # fmt: skip
def test_without_torchvisions_decode_image_the_same_pixels_are_read(tmp_path, monkeypatch, mode, kind):
    path = tmp_path / "picture"
    picture = filled(SHAPES[18]).convert(mode)
    if mode.endswith("A"):
        picture.putalpha(filled(SHAPES[3]).convert("L"))
    path.write_bytes(encode(picture, kind, **({"lossless": True} if kind == "webp" else {})))
    (tmp_path / "labels.csv").write_text("file_name,label\npicture,9\n")
    dataset = CustomImageDataset(tmp_path / "labels.csv", tmp_path)
    expected = dataset[0][0]
    assert torch.equal(expected, decode_image(str(path)))
    monkeypatch.delattr("torchvision.io.decode_image")
    found = dataset[0][0]
    assert found.shape == expected.shape
    assert (found.int() - expected.int()).abs().max() <= (2 if kind == "jpg" else 0)  # two JPEG decoders


def test_a_tensor_loader_reads_it(sample):
    dataset = CustomImageDataset(sample.annotations_file, sample.img_dir, to_model_input)
    X, y = next(iter(TensorLoader(dataset, batch_size=30)))
    assert (X.shape, y.tolist()) == ((30, 1, 28, 28), [row.label for row in sample.rows])


def test_the_sample_is_of_the_training_set_and_none_of_it_of_the_test_set(sample, full_data):
    dataset = CustomImageDataset(sample.annotations_file, sample.img_dir)
    pictures = {image.numpy().tobytes() for image, _ in (dataset[i] for i in range(len(dataset)))}
    training, test = ({image.tobytes() for image in data.data.numpy()} for data in full_data)
    assert len(pictures) == 30
    assert pictures <= training - test


def test_the_sample_zip_holds_only_pngs():
    with zipfile.ZipFile(SAMPLE / "images.zip") as archive:
        assert all(name.endswith(".png") for name in archive.namelist())
    assert (SAMPLE / "images.zip").stat().st_size < 50_000


def test_uploads_belong_to_a_visitor_and_go_when_replaced_old_or_too_many(tmp_path):
    uploads = Uploads(keep_seconds=1000, keep=2)
    try:
        files = SAMPLE / "labels.csv", SAMPLE / "images.zip"
        first = uploads.put("ann", *files)
        assert uploads.of("ann") is first
        assert uploads.of("bob") is None
        assert uploads.of(None) is None
        with pytest.raises(DataError):
            uploads.put("ann", SAMPLE / "labels.csv", SAMPLE / "labels.csv")
        assert uploads.of("ann") is first
        assert first.img_dir.is_dir()
        second = uploads.put("ann", *files)
        assert not first.folder.exists()
        others = [uploads.put(visitor, *files) for visitor in ("bob", "cid")]
        assert uploads.of("ann") is None
        assert not second.folder.exists()
        assert [one.folder.exists() for one in others] == [True, True]
        assert len([one for one in others[0].folder.parent.iterdir() if one.is_dir()]) == 2
        uploads.max_bytes = sum(file.stat().st_size for one in others for file in one.folder.rglob("*")) - 1
        assert uploads.of("cid") is others[1]
        assert not others[0].folder.exists()
        uploads.keep_seconds = -1
        assert uploads.of("cid") is None
        assert not others[1].folder.exists()
    finally:
        uploads.close()
    assert not first.folder.parent.exists()
