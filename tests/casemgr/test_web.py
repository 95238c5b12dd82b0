"""The web server is what the settings say, and believes of a request what they let it believe."""

from dataclasses import replace

import pytest
from flask import request
from gunicorn.config import Config
from gunicorn.http import RequestParser

from casemgr import create_app
from casemgr.web import Worker, options
from config.settings import SettingInvalid, Settings

FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


def _config(settings):
    config = Config()
    for name, value in options(settings).items():
        config.set(name, value)
    return config


def test_web_server_is_what_the_settings_say():
    config = _config(Settings(port=8123, web_processes=3, web_threads=5))

    assert config.address == [("127.0.0.1", 8123)]
    assert (config.workers, config.threads, config.worker_class) == (3, 5, Worker)


def test_address_of_the_newer_internet_protocol_is_bracketed():
    assert options(Settings(host="::1", port=8123))["bind"] == ["[::1]:8123"]


@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-Proto: https",
        "X-Forwarded-Ssl: on",
        "X-Forwarded-Protocol: ssl",
        "SCRIPT_NAME: /x",
    ],
)
def test_the_server_itself_believes_no_header_even_of_this_machine(header):
    sent = f"GET /health HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n".encode()

    received = next(RequestParser(_config(Settings()), iter([sent]), ("127.0.0.1", 50000)))

    assert received.scheme == "http"
    assert "SCRIPT_NAME" not in dict(received.headers)


@pytest.mark.parametrize(
    ("proxies", "believed"),
    [(0, ("http", "127.0.0.1")), (1, ("https", "203.0.113.7"))],
)
def test_a_proxy_is_believed_when_the_setting_tells_of_it(settings, app, proxies, believed):
    site, seen = create_app(replace(settings, proxies=proxies)), []
    site.after_request(lambda answer: seen.append((request.scheme, request.remote_addr)) or answer)

    site.test_client().get("/health", headers=FORWARDED)

    assert seen == [believed]


def test_a_number_of_proxies_below_none_is_refused():
    with pytest.raises(SettingInvalid, match="CASEMGR_PROXIES is '-1'"):
        Settings.from_environment({"CASEMGR_PROXIES": "-1"})
