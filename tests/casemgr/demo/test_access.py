"""How the people of the demonstration sign in."""

from dataclasses import replace

import pyotp

from casemgr.accounts.passwords import check_new_password, matching_step
from casemgr.demo.access import authenticator_key, demo_password, one_time_code
from config.settings import Settings


def test_password_is_one_that_the_platform_accepts(tmp_path):
    settings = Settings(home=tmp_path)

    check_new_password(demo_password(settings), "okafor")


def test_two_installations_share_neither_password_nor_authenticator(tmp_path):
    one, other = Settings(home=tmp_path / "one"), Settings(home=tmp_path / "other")

    assert demo_password(one) != demo_password(other)
    assert authenticator_key(one) != authenticator_key(other)
    assert demo_password(one) == demo_password(replace(one, port=9))


def test_code_is_accepted_at_once_and_the_next_one_after_it_was_used(tmp_path):
    settings = Settings(home=tmp_path)
    code, seconds = one_time_code(settings)
    used = matching_step(authenticator_key(settings), code, 0)

    following, _ = one_time_code(settings, used)

    assert 0 <= seconds <= 30
    assert matching_step(authenticator_key(settings), following, used) == used + 1
    assert pyotp.TOTP(authenticator_key(settings)).generate_otp(used + 1) == following
