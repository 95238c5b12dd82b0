"""The guide for tenant administrators does what it says."""

import re

from tests.casemgr.tenants.conftest import CONFIG

GUIDE = CONFIG.parent / "docs" / "guides" / "agency-packs.md"
FILE = re.compile(r"```yaml\n# (tenants/rangers/\S+)\n(.*?)```", re.DOTALL)


def write_example(config):
    for path, text in FILE.findall(GUIDE.read_text()):
        config.write(path, text)


def test_the_worked_example_is_a_valid_agency(config):
    write_example(config)
    series = "poaching: {label: Poaching, review_days: 60, reach: team, series: game}"
    assert series in GUIDE.read_text()
    config.replace(
        "tenants/rangers/tenant.yaml",
        "poaching: {label: Poaching, review_days: 60, reach: team}",
        series,
    )

    assert config.problems() == []
    pack = config.load("rangers")
    assert pack.office_code("canyon") == "31"
    assert pack.numbering["case"].series_for(series="game").first == 500
    assert pack.field("case", "synopsis").required
    assert pack.field("case", "docket_number") is None
    assert pack.word("case") == "incident investigation"


def test_the_guide_quotes_a_message_that_the_check_gives(config):
    config.write("tenants/parks/tenant.yaml", "short_name: Parks\n")
    config.write("tenants/parks/fields/case.yaml", "# Ours\n\nfields:\n  place: {type: txt}\n")

    [problem] = config.problems()

    assert problem in GUIDE.read_text()
