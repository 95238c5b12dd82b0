"""The walk through the real web application, with a supplement that goes on in the numbering."""

import logging
import re
import threading
from dataclasses import replace

import pytest
from werkzeug.serving import make_server

from casemgr.demo.loading import stories_here
from casemgr.demo.people import admit_people
from casemgr.demo.walking.installation import Installation
from casemgr.demo.walking.walk import Walk
from casemgr.jobs.worker import Worker

BATES = re.compile(r"_(\d{7}) to \S+_(\d{7})$")


@pytest.fixture
def place(app, settings):
    """The test's application, served with its worker, and the people of the stories in it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with app.app_context():
        stories = stories_here()
        for story in stories.values():
            admit_people(story)
    server, worker = make_server("127.0.0.1", 0, app, threaded=True), Worker(app)
    threads = [threading.Thread(target=one) for one in (server.serve_forever, worker.run)]
    for thread in threads:
        thread.start()
    yield Installation(replace(settings, port=server.server_port), app, stories)
    worker.stopping.set()
    server.shutdown()
    for thread in threads:
        thread.join()
    server.server_close()


@pytest.mark.slow
def test_returned_packet_is_answered_by_a_supplement_that_goes_on_in_the_numbering(place, tmp_path):
    said = []

    Walk(place, place.stories["dea"], tmp_path, said.append).run()

    words = [line.strip() for line in said]
    answers = [line for line in words if line.startswith("answer")]
    ranges = [BATES.search(line).groups() for line in words if line.startswith("pages")]
    assert "blocked by Exhibit 2 has no gross weight." in words
    assert [answer.split("pharmacy ")[1] for answer in answers] == ["Returned for more", "Accepted"]
    assert int(ranges[1][0]) == int(ranges[0][1]) + 1
    assert sum("UNCHANGED" in line for line in words) == 2
    assert len(list(tmp_path.glob("*.zip"))) == 2
