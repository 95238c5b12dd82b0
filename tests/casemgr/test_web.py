from gunicorn.config import Config

from casemgr.web import Worker, options
from config.settings import Settings


def test_web_server_is_what_the_settings_say():
    config = Config()
    for name, value in options(Settings(port=8123, web_processes=3, web_threads=5)).items():
        config.set(name, value)

    assert config.address == [("127.0.0.1", 8123)]
    assert (config.workers, config.threads, config.worker_class) == (3, 5, Worker)


def test_address_of_the_newer_internet_protocol_is_bracketed():
    assert options(Settings(host="::1", port=8123))["bind"] == ["[::1]:8123"]
