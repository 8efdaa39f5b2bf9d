"""A visitor's CSV and zip."""

import zipfile

import pytest

from fmnist.data.import_csv import import_dataset


@pytest.fixture
def upload(tmp_path):
    """Write a CSV (text or bytes) and a zip (`{name: bytes}`, ZipInfos allowed, or raw bytes), and import them."""

    def run(table, files):
        csv_file, zip_file, folder = tmp_path / "a.csv", tmp_path / "a.zip", tmp_path / "visitor" / "set"
        csv_file.write_bytes(table if isinstance(table, bytes) else table.encode())
        if isinstance(files, bytes):
            zip_file.write_bytes(files)
        else:
            with zipfile.ZipFile(zip_file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in files.items():
                    archive.writestr(name, content)
        return import_dataset(csv_file, zip_file, folder)

    run.folder = tmp_path / "visitor"
    run.root = tmp_path
    return run
