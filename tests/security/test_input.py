"""t"""

from tests.security.forms import send


def test_x(app, site, visitor):
    print(site.dead, chr(10).join(site.faults))
    print(len(site.pages), len(site.forms), len(site.sent))
    posts = {r.endpoint for r in app.url_map.iter_rules() if "POST" in r.methods}
    print(posts - {f.endpoint for f in site.sent})
    for f in site.sent:
        site.snapshot.restore()
        visitor.set_cookie("casemgr", site.token)
        a = send(visitor, f, f.honest())
        if a.status_code != 302:
            import re

            print(
                f,
                a.status_code,
                re.findall(r"error-message[^>]*>([^<]*)", a.text)[:3],
                re.findall(r'error-text">([^<]*)', a.text),
            )
