"""Files cut, flipped, or of another kind."""

import struct
import zipfile

from tests.hostile.making import archive, changed_program, good_state, hostile, torch_bytes


@hostile("the file is empty")
def empty(path, marker):
    path.write_bytes(b"")


@hostile("cut short")
def cut_in_the_middle(path, marker):
    data = torch_bytes(good_state())
    path.write_bytes(data[: len(data) // 2])


@hostile("cut short")
def cut_by_one_byte(path, marker):
    path.write_bytes(torch_bytes(good_state())[:-1])


@hostile("something behind its end")
def another_archive_behind_a_comment(path, marker):
    data = bytearray(torch_bytes(good_state()))
    data[-2:] = struct.pack("<H", 3)
    path.write_bytes(bytes(data) + b"abc")


@hostile("something behind its end")
def another_archive_behind_it(path, marker):
    path.write_bytes(torch_bytes(good_state()) + torch_bytes(good_state()))


@hostile("the archive is damaged")
def one_bit_flipped(path, marker):
    data = bytearray(torch_bytes(good_state()))
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@hostile("not a weights file")
def wrong_magic(path, marker):
    path.write_bytes(b"\x00" * 1000)


@hostile("not a weights file")
def a_picture(path, marker):
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))


@hostile("not a weights file")
def a_web_page(path, marker):
    path.write_text("<!doctype html><title>404</title>")


@hostile("zip archive without weights")
def a_zip_of_something_else(path, marker):
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("holiday/photo.jpg", "")


@hostile("the archive is damaged")
def a_zip_with_nothing_in_it(path, marker):
    path.write_bytes(b"PK\x03\x04" + b"PK\x05\x06" + bytes(18))


@hostile("TorchScript")
def a_torchscript_program(path, marker):
    path.write_bytes(archive(b"\x80\x02}.", {"constants.pkl": b"\x80\x02).", "code/__torch__.py": "x = 1"}))


@hostile("list of tensors is damaged")
def a_list_of_tensors_cut_short(path, marker):
    path.write_bytes(changed_program(good_state(), lambda program: program[:-40]))


@hostile("list of tensors is damaged")
def a_list_of_tensors_without_end(path, marker):
    path.write_bytes(changed_program(good_state(), lambda program: program[:-1]))


@hostile("tensors are damaged")
def a_view_beyond_its_storage(path, marker):
    # 784 in the shape of the first weight (BININT2) becomes 785.
    change = lambda program: program.replace(b"M\x10\x03", b"M\x11\x03", 1)  # noqa: E731
    path.write_bytes(changed_program(good_state(), change))
