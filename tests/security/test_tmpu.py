def test_u(app, site):
    reached = {form.endpoint for form in site.sent}
    print("UNREACHED", {r.endpoint for r in app.url_map.iter_rules() if "POST" in r.methods} - reached)
    print("DEAD", site.dead); print("FAULTS", site.faults)
    print(len(site.pages), len(site.sent))
