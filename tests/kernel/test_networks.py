from shopwright.kernel.networks import network_of


def test_a_household_is_one_whatever_address_it_takes() -> None:
    assert network_of("2001:db8:1:2:3::4") == network_of("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::4") != network_of("2001:db8:1:2::4")
    assert network_of("192.0.2.1") == "192.0.2.1"
