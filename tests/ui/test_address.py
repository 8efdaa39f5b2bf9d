from types import SimpleNamespace

import pytest

from fmnist.ui.common.address import address


@pytest.mark.parametrize(("host", "found"), [
    ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80::/64"), ("testclient", "testclient"), ("", ""),
])
def test_one_household_is_one_address(host, found):
    assert address(SimpleNamespace(client=SimpleNamespace(host=host))) == found


def test_without_a_connection_there_is_none():
    assert address(None) == address(SimpleNamespace(client=None)) == ""
