"""A query is kept under a name, for the person alone who keeps it."""

from regulatory.registry import services


def test_a_kept_query_leads_back_to_what_it_asks(registry, examiner, browser):
    visitor = browser(examiner)

    answer = visitor.send("/registry/save?q=smith&state=MO&column=phone", name="Smiths of Missouri")

    assert answer.headers["Location"] == "/registry/?q=smith&state=MO&column=phone"
    assert "Smiths of Missouri" in visitor.get("/registry/").text


def test_nobody_else_sees_it(examiner, make_person, browser):
    browser(examiner).send("/registry/save?q=smith", name="Smiths")

    assert "Smiths" not in browser(make_person("atf", "licensing_examiner")).get("/registry/").text


def test_one_of_the_same_name_is_replaced(examiner, acting):
    with acting(examiner):
        services.save_query("Smiths", {"q": ["smith"]}, by=examiner)
        services.save_query("SMITHS", {"q": ["smyth"]}, by=examiner)

        assert [one.asked for one in services.list_saved_queries()] == [{"q": ["smyth"]}]


def test_a_kept_query_is_let_go(examiner, acting, browser):
    with acting(examiner):
        key = services.save_query("Smiths", {"q": ["smith"]}, by=examiner).id

    browser(examiner).send(f"/registry/saved/{key}/remove")

    with acting(examiner):
        assert services.list_saved_queries() == []


def test_the_query_of_somebody_else_is_not_found(examiner, make_person, acting, browser):
    with acting(examiner):
        key = services.save_query("Smiths", {"q": ["smith"]}, by=examiner).id

    other = browser(make_person("atf", "licensing_examiner"))

    assert other.send(f"/registry/saved/{key}/remove").status_code == 404
