"""The hostile corpus opened in a real Chromium, in each way that a page could lead to it."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error

from amends.files.tests.make import PNG, make_file
from amends.journal.actors import Actor
from amends.people.tests.make import make_user
from amends.web.files.tests.corpus import CORPUS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMBED = """([tag, urls]) => Promise.all(urls.map(url => new Promise(done => {
    const element = document.createElement(tag);
    element.onload = element.onerror = () => setTimeout(done, 50);
    if (tag === "object") element.data = url; else element.src = url;
    document.body.append(element);
    setTimeout(done, 1500);  // some elements never tell that they gave up
}))).then(() => document.title)"""


@pytest.fixture
def home(browser, live_server, client):
    """A bare page of our own origin, signed in, without a policy of its own that would protect it."""
    user = make_user()
    client.force_login(user)
    context = browser.new_context(base_url=live_server.url)
    cookies = [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
    context.add_cookies(cookies)
    page = context.new_page()
    page.route("**/bare", lambda route: route.fulfill(content_type="text/html", body="<title>bare</title><body>"))
    page.goto("/bare")
    yield page, user
    context.close()


def urls_for(user) -> dict[str, str]:
    return {name: make_file(name, body, by=Actor.person(user)).get_absolute_url() for name, body in CORPUS}


def has_run(page) -> bool:
    jar = page.context.cookies()
    return page.title() == "ran" or any(cookie["name"] == "ran" for cookie in jar)


def test_opening_a_hostile_file_downloads_it_or_shows_a_dead_picture(home):
    page, user = home
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.suggested_filename))
    for name, url in urls_for(user).items():
        page.goto("/bare")
        with suppress(Error):  # a download stops the navigation
            page.goto(url)
        assert not has_run(page), name
        if name in downloads:
            assert page.url.endswith("/bare"), name
        else:
            assert page.evaluate("document.contentType").startswith("image/"), name
    shown = {name for name, _body in CORPUS} - set(downloads)
    assert shown == {"both.gif", "both.jpg", "both.png"}


@pytest.mark.parametrize("tag", ["script", "iframe", "embed", "object", "img"])
def test_a_hostile_file_runs_nothing_in_a_page_that_embeds_it(home, tag):
    page, user = home
    assert page.evaluate(EMBED, [tag, list(urls_for(user).values())]) == "bare"
    assert not has_run(page)


@pytest.mark.parametrize(
    ("name", "tag", "media_type"),
    [
        ("page.html", "iframe", "text/html"),
        ("drawing.svg", "iframe", "image/svg+xml"),
        ("style.xml", "iframe", "application/xhtml+xml"),
        ("both.gif", "script", "text/javascript"),
        ("page.png", "iframe", "text/html"),
    ],
)
def test_the_corpus_does_run_where_nothing_guards_it(home, name, tag, media_type):
    page, _user = home
    page.route("**/raw", lambda route: route.fulfill(content_type=media_type, body=dict(CORPUS)[name]))
    page.evaluate(EMBED, [tag, ["/raw"]])
    assert has_run(page)


def test_a_picture_shows_in_a_page(home):
    page, user = home
    url = make_file("photo.png", PNG, by=Actor.person(user)).get_absolute_url()
    width = "(url) => { const i = new Image(); i.src = url; return i.decode().then(() => i.naturalWidth); }"
    assert page.evaluate(width, url) == 1
