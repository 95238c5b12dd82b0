"""The measured server: the application and, beside it on the same server, a hello-world view."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from casemgr.web import WebServer
from config.settings import Settings


class MeasuredServer(WebServer):
    """Serves the application at / and a bare Flask view at /hello."""

    def load_config(self) -> None:
        """Keep a connection while the other installation has its turn."""
        super().load_config()
        self.cfg.set("keepalive", 600)

    def load(self) -> DispatcherMiddleware:
        """Build both, inside the process that serves them."""
        hello = Flask("hello")
        hello.add_url_rule("/", view_func=lambda: "Hello, world!")
        return DispatcherMiddleware(super().load(), {"/hello": hello})


@contextmanager
def running_server(settings: Settings) -> Iterator[int]:
    """Run the measured server in its own process and yield its port."""
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.server", str(settings.home), str(port)]
    process = subprocess.Popen(command)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the measured server ended before it answered")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the measured server did not answer within 30 seconds")


if __name__ == "__main__":
    from pathlib import Path

    MeasuredServer(Settings(home=Path(sys.argv[1]), port=int(sys.argv[2]), web_processes=1)).run()
