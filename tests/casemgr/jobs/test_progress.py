"""How far a job is can be seen while it runs, by those who may know of it."""

import threading


def test_progress_is_seen_while_the_job_runs(worker, do, ask, read):
    seen = []

    def count(job, progress):
        progress(3, 12, "Rendering report 3")
        seen.append(_from_elsewhere(job.id))

    def _from_elsewhere(key):
        found = []
        thread = threading.Thread(target=lambda: found.append(_read_in(worker.app, read, key)))
        thread.start()
        thread.join()
        return found[0]

    do(count)
    ask()

    worker.run_all()

    assert seen == [("running", 3, 12, "Rendering report 3")]


def _read_in(app, read, key):
    with app.app_context():
        job = read(key)
    return job.state, job.done, job.total, job.words


def test_a_person_watches_the_job_on_its_page(browser, worker, do, ask, agent):
    do(lambda job, progress: {"said": "hello"})
    key, client = ask(), browser(agent)
    before = client.get(f"/jobs/{key}")

    worker.run_all()

    assert "Waiting to start" in before.text
    assert f'hx-get="/jobs/{key}/progress"' in before.text
    assert "hx-get" not in client.get(f"/jobs/{key}/progress").text


def test_a_job_of_another_agency_is_not_there(browser, ask, make_person):
    key = ask()

    answer = browser(make_person("dea", "case_agent")).get(f"/jobs/{key}")

    assert answer.status_code == 404
