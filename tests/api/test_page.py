"""The web page in Debian's Chromium, served by the real service with a writer of hand-made briefs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from summarizer.briefs import Options, Style
from summarizer.wire import to_wire
from tests import samples
from tests.api.fakes import pipeline
from tests.api.page_server import SampleWriter, serving
from tests.fakes import article_of

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="Chromium is not installed (apt install chromium)"
)

SPANISH = "El gobierno anunció el lunes un nuevo puente sobre el río, que costará doce millones de euros."


@pytest.fixture(scope="module")
def writer() -> SampleWriter:
    return SampleWriter()


@pytest.fixture(scope="module")
def address(writer: SampleWriter, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(writer, tmp_path_factory.mktemp("page")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield launched
        launched.close()


class Visit:
    """A visitor's page, and everything that must not happen on it."""

    def __init__(self, browser: Browser, address: str, **context: Any) -> None:
        options = {
            "locale": "en-GB",
            "viewport": {"width": 1360, "height": 900},
            "reduced_motion": "reduce",
        } | context
        self.context = browser.new_context(**options)
        self.address = address
        self.requested: list[str] = []
        self.complaints: list[str] = []
        self.context.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " (event) => console.error('CSP', event.violatedDirective))"
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None
        )
        self.page.goto(address + "/")
        expect(self.page.locator("#profile option")).to_have_count(1)

    def write(self, text: str, outcome: str = "result") -> Page:
        self.page.fill("#article", text)
        self.page.click("#form button[type=submit]")
        expect(self.page.locator(f"#{outcome}")).to_be_visible()
        return self.page

    def close(self) -> None:
        self.context.close()
        assert self.complaints == []
        strangers = [
            url
            for url in self.requested
            if not url.startswith((self.address, "data:", "blob:" + self.address))
        ]
        assert strangers == []


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    visit = Visit(browser, address)
    yield visit
    visit.close()


def lit(page: Page, name: str = "lit") -> list[str]:
    """The text of every lit part of the article."""
    return page.locator(f"mark.{name}").all_text_contents()


def boxes(page: Page, *selectors: str) -> list[float]:
    """The left edges of elements."""
    found = [page.locator(selector).first.bounding_box() for selector in selectors]
    return [box["x"] for box in found if box]


def test_an_article_becomes_two_briefs(visit: Visit) -> None:
    page = visit.write(samples.ENGLISH_PAGE)
    pair = samples.sample_pair()
    for code, direction, brief in (("en", "ltr", pair.english), ("ar", "rtl", pair.arabic)):
        column = page.locator(f".brief.{code}")
        expect(column).to_have_attribute("lang", code)
        expect(column).to_have_attribute("dir", direction)
        assert column.locator(".s").all_text_contents() == [s.text for s in brief.sentences]
    expect(page.locator("#result-title")).to_have_text("Water returns to Wadi Salma after eleven days")
    expect(page.locator("#result-title")).to_be_focused()
    expect(page.locator("#status")).to_have_text("Both briefs are written.")
    english, arabic, article = boxes(page, ".brief.en", ".brief.ar", ".article")
    assert english < arabic < article


@pytest.mark.parametrize("chosen", [0, 1, 2])
@pytest.mark.parametrize("side", ["en", "ar"])
def test_pointing_at_a_sentence_lights_its_partner_and_its_evidence(
    visit: Visit, side: str, chosen: int
) -> None:
    page = visit.write(samples.ENGLISH_PAGE)
    page.hover(f".brief.{side} .card >> nth={chosen} >> .s")
    for other in ("en", "ar"):
        assert page.locator(f".brief.{other} .card").evaluate_all(
            "cards => cards.map((card) => card.classList.contains('lit'))"
        ) == [i == chosen for i in range(3)]
    # The article has characters outside of the Basic Multilingual Plane before every piece of evidence.
    spans = samples.sample_pair().english.sentences[chosen].evidence
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    assert "".join("".join(lit(page)).split()) == "".join(samples.ENGLISH_PAGE[start:end].split())
    page.hover("header.bar")
    assert lit(page) == []


def test_offsets_count_code_points(visit: Visit) -> None:
    first, second = "The 🌊 river rose by two metres on Monday 🌊.", "Nobody was hurt in the town 🏠 itself."
    text = f"😀😀😀 Weather\n\n{first} {second}"
    page = visit.write(text)
    for i, sentence in enumerate((first, second)):
        page.hover(f".brief.en .card >> nth={i} >> .s")
        assert lit(page) == [sentence]


def test_what_was_left_out_is_struck_through_with_its_reason(visit: Visit) -> None:
    page = visit.write(samples.ENGLISH_PAGE)
    struck = [(s.inner_text().strip(), s.get_attribute("title")) for s in page.locator(".page s").all()]
    assert struck[1:3] == [
        ("Caption: An engineer opens a valve at the station.", "caption"),
        ("Wadi Salma –", "dateline"),
    ]
    assert page.locator(".page mark s, .page s mark").count() == 0
    expect(page.locator(".legend").last).to_contain_text("no part of the article")


def test_a_chosen_sentence_stays_lit_and_the_article_leads_back(visit: Visit) -> None:
    page = visit.write(samples.ENGLISH_PAGE)
    page.click(".brief.en .card >> nth=1 >> .n")
    expect(page.locator(".brief.ar .card").nth(1)).to_have_class(re.compile("pinned"))
    expect(page.locator(".brief.en .n").nth(1)).to_have_attribute("aria-pressed", "true")
    page.hover("header.bar")
    assert lit(page, "pinned") == [
        samples.sample_pair().english.sentences[1].evidence[0].of(samples.ENGLISH_PAGE)
    ]
    page.click("mark >> nth=0")
    expect(page.locator(".brief.en .card").nth(0)).to_have_class(re.compile("pinned"))
    page.keyboard.press("Escape")
    expect(page.locator(".pinned")).to_have_count(0)


def test_the_page_mirrors_and_remembers_its_language(visit: Visit) -> None:
    page = visit.page
    assert boxes(page, ".wordmark") < boxes(page, "#language")
    page.click("#language")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    assert boxes(page, ".wordmark") > boxes(page, "#language")
    page.reload()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    visit.write(samples.ENGLISH_PAGE)
    english, arabic, article = boxes(page, ".brief.en", ".brief.ar", ".article")
    assert article < english < arabic
    expect(page.locator(".flaw").first).to_have_text("العدد «1.2 million» صار «12 مليون».")
    page.click(".brief.ar .card >> nth=2 >> .n")
    page.click("#language")
    expect(page.locator(".flaw").first).to_have_text("The number “1.2 million” became “12 مليون”.")
    expect(page.locator(".brief.ar .card").nth(2)).to_have_class(re.compile("pinned"))


def test_an_arabic_reader_is_met_in_arabic(browser: Browser, address: str) -> None:
    visit = Visit(browser, address, locale="ar-LB")
    expect(visit.page.locator("html")).to_have_attribute("dir", "rtl")
    page = visit.write(samples.ARABIC_PAGE)
    assert (
        page.locator(".headlines .title").all_text_contents()[0]
        == samples.arabic_sample_pair().arabic.headline.text
    )  # type: ignore[union-attr]
    visit.close()


def test_hostile_text_is_never_html(visit: Visit) -> None:
    attack = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'
    text = f"The mayor said {attack} on Monday. The \u202esecret\u202c bridge opens on Tuesday, she said."
    page = visit.page
    page.fill("#article", text)
    page.uncheck("#markup") if page.locator("#markup").is_visible() else None
    page.click("#form button[type=submit]")
    expect(page.locator("#result")).to_be_visible()
    assert page.locator("#result img, #result script").count() == 0
    assert page.evaluate("window.hacked") is None
    assert attack in (page.locator(".page").text_content() or "")
    assert page.locator(".page .control").all_text_contents() == ["U+202E", "U+202C"]
    assert "\u202e" not in (page.locator("#result").text_content() or "")


def test_a_page_of_html_is_read_as_one(visit: Visit, writer: SampleWriter, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        "<!doctype html><html><head><meta charset=utf-8><title>Bridge</title></head>"
        "<body><article><h1>Bridge 🌉 opens</h1><p>The bridge 🌉 "
        "over the harbour opened to cars on Sunday morning.</p>"
        "<p>Engineers say that it will stand for a hundred years at the least.</p></article></body></html>",
        encoding="utf-8",
    )
    page = visit.page
    page.set_input_files("#file", str(file))
    expect(page.locator("#markup")).to_be_checked()
    page.click("#form button[type=submit]")
    expect(page.locator("#result")).to_be_visible()
    assert writer.seen[-1][0].from_html
    page.hover(".brief.en .card >> nth=0 >> .s")
    assert lit(page) == [page.locator(".brief.en .s").first.text_content()]
    assert page.locator(".page p").count() == 3
    assert "<p>" not in (page.locator(".page").text_content() or "")


def test_files_in_old_encodings_and_files_that_are_no_text(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    for name, data, expected in (
        ("old.txt", "افتتحت البلدية الجسر يوم الأحد.".encode("cp1256"), "افتتحت البلدية الجسر يوم الأحد."),
        ("wide.txt", "افتتحت البلدية".encode("utf-16"), "افتتحت البلدية"),
        ("bom.txt", b"\xef\xbb\xbfA bridge opened.", "A bridge opened."),
    ):
        (tmp_path / name).write_bytes(data)
        page.set_input_files("#file", str(tmp_path / name))
        expect(page.locator("#article")).to_have_value(expected)
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")
    page.set_input_files("#file", str(tmp_path / "picture.txt"))
    expect(page.locator("#article-error")).to_have_text("This file is not text or HTML.")


def test_a_dropped_file_is_taken(visit: Visit) -> None:
    page = visit.page
    transfer = page.evaluate_handle(
        "() => { const t = new DataTransfer();"
        " t.items.add(new File(['A bridge opened.'], 'a.txt', {type: 'text/plain'}));"
        " return t; }"
    )
    page.dispatch_event("#paper", "dragover", {"dataTransfer": transfer})
    expect(page.locator("#paper")).to_have_class(re.compile("dropping"))
    page.dispatch_event("#paper", "drop", {"dataTransfer": transfer})
    expect(page.locator("#article")).to_have_value("A bridge opened.")
    expect(page.locator("#paper")).not_to_have_class(re.compile("dropping"))


def test_options_reach_the_writer(visit: Visit, writer: SampleWriter) -> None:
    page = visit.page
    page.locator("#sentences").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#sentences-value")).to_have_text("5 sentences")
    page.check("input[name=style][value=bullets]", force=True)
    page.uncheck("#headline")
    page.fill("#focus", "water")
    page.select_option("#written", "en")
    with page.expect_request("**/v1/briefs") as waiting:
        visit.write(samples.ENGLISH_PAGE)
    assert (waiting.value.post_data_json or {})["language"] == "en"
    assert writer.seen[-1][1] == Options(sentences=5, style=Style.BULLETS, headline=False, focus="water")
    expect(page.locator(".brief.en .n").first).to_have_text("•")


def test_the_badge_opens_the_checks(visit: Visit) -> None:
    page = visit.write(samples.ENGLISH_PAGE)
    page.click("#result .top .verdict")
    dialog = page.locator("#checks")
    expect(dialog).to_be_visible()
    assert dialog.locator(".check-row").count() == 7
    expect(dialog.locator(".check-row.bad")).to_have_count(1)
    expect(dialog.locator(".check-row.bad .flaw")).to_have_text("The number “1.2 million” became “12 مليون”.")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#result .top .verdict")).to_be_focused()
    page.click(".brief.ar .review")
    expect(dialog.locator("[data-sentence='2']")).to_be_in_viewport()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()


def test_the_explanation_says_who_won(visit: Visit) -> None:
    page = visit.write(samples.ENGLISH_PAGE)
    page.click(".explain > summary")
    choices = page.locator(".choice")
    assert choices.locator(".s").all_text_contents() == [c.text for c in samples.sample_pair().choices]
    expect(page.locator(".choice.chosen .why")).to_contain_text("In the brief")
    assert page.locator(".choice.chosen meter").first.get_attribute("value") == "0.97"
    page.click(".choice.chosen details > summary")
    expect(page.locator(".translations li").first).to_contain_text("won")


def test_all_by_keyboard(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#article")).to_be_focused()
    page.keyboard.insert_text(samples.ENGLISH_PAGE)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#result-title")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.brief.en .n')"):
            break
    expect(page.locator(".brief.en .card").first).to_have_class(re.compile("lit"))
    page.keyboard.press("Enter")
    expect(page.locator(".brief.ar .card").first).to_have_class(re.compile("pinned"))
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#checks")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#checks")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".pinned")).to_have_count(0)


def test_stages_are_shown_and_can_be_cancelled(visit: Visit, writer: SampleWriter) -> None:
    writer.abandoned.clear()
    page = visit.write("The town council SLOWLY agreed on Monday to repair the old bridge.", "working")
    expect(page.locator(".steps .current")).to_have_text("Choosing what matters")
    expect(page.locator("#status")).to_have_text("Choosing what matters")
    expect(page.locator(".progress button")).to_be_focused()
    page.click("#language")
    expect(page.locator(".steps .current")).to_have_text("اختيار الأهم")
    page.click(".progress button")
    expect(page.locator("#compose")).to_be_visible()
    expect(page.locator("#article")).to_have_value(re.compile("SLOWLY"))
    expect(page.locator("#form button[type=submit]")).to_be_focused()
    assert writer.abandoned.wait(10)


def test_a_problem_is_said_plainly(visit: Visit) -> None:
    page = visit.write(SPANISH, "problem")
    visit.complaints.clear()  # the browser's own note of a 422, where there is one
    expect(page.locator("#problem-title")).to_be_focused()
    expect(page.locator("#problem")).to_contain_text("The language is not supported")
    expect(page.locator("#problem")).to_contain_text("Spanish")
    page.click("#language")
    expect(page.locator("#problem-title")).to_have_text("اللغة غير مدعومة")
    expect(page.locator("#problem .detail")).to_have_attribute("lang", "en")
    page.click("#problem .primary")
    expect(page.locator("#article")).to_have_value(SPANISH)


def test_an_address_is_sent_as_one(visit: Visit) -> None:
    page = visit.write("https://news.example/today ", "problem")
    visit.complaints.clear()
    expect(page.locator("#problem-title")).to_have_text("This service does not fetch pages")


def test_no_article_is_said_at_the_field(visit: Visit) -> None:
    page = visit.page
    page.click("#form button[type=submit]")
    expect(page.locator("#article-error")).to_be_visible()
    expect(page.locator("#article")).to_be_focused()
    assert page.locator("#article").get_attribute("aria-describedby") == "article-error article-note"
    page.keyboard.insert_text("A")
    expect(page.locator("#article-error")).to_be_hidden()


def test_a_busy_service_says_when_to_come_back(visit: Visit) -> None:
    page = visit.page
    document = {
        "type": "urn:mujaz:problem:busy",
        "title": "The service is busy",
        "status": 503,
        "detail": "Full",
        "hint": "Wait",
    }
    page.route(
        "**/v1/briefs",
        lambda route: route.fulfill(
            status=503,
            headers={"Retry-After": "7"},
            content_type="application/problem+json",
            body=json.dumps(document),
        ),
    )
    visit.write(samples.ENGLISH_PAGE, "problem")
    visit.complaints.clear()
    expect(page.locator("#problem")).to_contain_text("It can be asked again in 7 seconds.")
    page.unroute("**/v1/briefs")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#result")).to_be_visible()


def test_a_service_that_is_gone(visit: Visit) -> None:
    visit.page.route("**/v1/briefs", lambda route: route.abort())
    page = visit.write(samples.ENGLISH_PAGE, "problem")
    visit.complaints.clear()
    expect(page.locator("#problem-title")).to_have_text("The service cannot be reached")


def test_a_key_is_asked_for_and_sent(visit: Visit) -> None:
    page = visit.page
    sent: list[str | None] = []

    def guard(route: Route) -> None:
        sent.append(route.request.header_value("authorization"))
        if sent[-1] == "Bearer secret":
            route.continue_()
        else:
            body = {
                "type": "urn:mujaz:problem:unauthorized",
                "title": "An API key is needed",
                "status": 401,
                "detail": "None",
            }
            route.fulfill(status=401, content_type="application/problem+json", body=json.dumps(body))

    expect(page.locator("#key")).to_be_hidden()
    page.route("**/v1/**", guard)
    visit.write(samples.ENGLISH_PAGE, "problem")
    visit.complaints.clear()
    page.click("#problem .primary")
    page.fill("#key", "secret")
    visit.write(samples.ENGLISH_PAGE)
    assert sent[0] is None
    assert sent[-1] == "Bearer secret"


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", json.dumps(to_wire(samples.sample_pair()))),
        ("text/event-stream", 'event: stage\r\ndata: {"stage": "translate", "done": 0.2}\r\n\r\nevent: resu'),
        ("text/event-stream", "event: result\ndata: " + json.dumps(to_wire(samples.sample_pair())) + "\n\n"),
    ],
    ids=["no stream", "stream cut off", "result at once"],
)
def test_the_brief_comes_with_or_without_a_stream(visit: Visit, media_type: str, body: str) -> None:
    visit.page.route(
        "**/v1/briefs",
        lambda route: (
            route.fulfill(content_type=media_type, body=body)
            if "event-stream" in (route.request.header_value("accept") or "")
            else route.continue_()
        ),
    )
    page = visit.write(samples.ENGLISH_PAGE)
    assert page.locator(".brief.en .card").count() == 3


def test_copy_and_download(visit: Visit, tmp_path: Path) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.write(samples.ENGLISH_PAGE)
    page.get_by_role("button", name="Copy the Arabic brief").click()
    expect(page.locator("#status")).to_have_text("Copied")
    arabic = [sentence.text for sentence in samples.sample_pair().arabic.sentences]
    assert page.evaluate("navigator.clipboard.readText()") == " ".join(arabic)
    texts = {}
    for name in ("JSON", "HTML", "Markdown"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Download {name}").click()
        target = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(target)
        texts[target.suffix] = target.read_text(encoding="utf-8")
    assert json.loads(texts[".json"])["arabic"]["sentences"][0]["text"] == arabic[0]
    assert texts[".html"].lower().startswith("<!doctype html>")
    assert arabic[0] in texts[".md"]


@pytest.mark.parametrize("width", [320, 390, 768])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_narrow_screens_do_not_scroll_sideways(
    browser: Browser, address: str, locale: str, width: int
) -> None:
    visit = Visit(browser, address, locale=locale, viewport={"width": width, "height": 800})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert visit.page.evaluate(overflow) == 0
    page = visit.write(samples.ENGLISH_PAGE)
    page.click(".explain > summary")
    page.click(".brief.en .card >> nth=0 >> .n")
    assert page.evaluate(overflow) == 0
    # Where the article stands far below, a chosen sentence shows its partner or its evidence itself.
    assert page.locator(".card.pinned .proof:visible").count() == (1 if width == 768 else 2)
    visit.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_axe_finds_nothing_serious(browser: Browser, address: str, locale: str, scheme: str) -> None:
    visit = Visit(browser, address, locale=locale, color_scheme=scheme)
    page = visit.page

    def check() -> None:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        bad = [
            (v["id"], [n["html"][:160] for n in v["nodes"]], [n["failureSummary"] for n in v["nodes"]][:1])
            for v in found["violations"]
            if v["impact"] in ("serious", "critical")
        ]
        assert bad == []

    check()
    visit.write(samples.ENGLISH_PAGE)
    page.click(".explain > summary")
    page.click(".choice details > summary")
    page.click(".brief.en .card >> nth=2 >> .n")
    check()
    page.click("#result .top .verdict")
    check()
    page.keyboard.press("Escape")
    page.click(".again button >> nth=0")
    visit.write(SPANISH, "problem")
    visit.complaints.clear()
    check()
    visit.close()


def test_reduced_motion_and_its_absence(browser: Browser, address: str) -> None:
    for motion, expected in (("reduce", "none"), ("no-preference", "all")):
        visit = Visit(browser, address, reduced_motion=motion)
        animated = visit.page.evaluate(
            "getComputedStyle(document.querySelector('#paper')).transitionProperty"
        )
        assert (animated == "none") == (expected == "none")
        visit.close()


def test_both_languages_have_the_same_strings(visit: Visit) -> None:
    keys = visit.page.evaluate(
        """async () => {
          const { STRINGS } = await import("/page/strings.js");
          const walk = (value, path) =>
            typeof value === "object" && !Array.isArray(value)
              ? Object.keys(value).flatMap((k) => walk(value[k], `${path}.${k}`)) : [path];
          return ["en", "ar"].map((code) => walk({ ...STRINGS[code], problems: "" }, "").sort());
        }"""
    )
    assert keys[0] == keys[1]
    used = re.findall(r'data-t="(\w+)"', (ROOT / "api/page/index.html").read_text(encoding="utf-8"))
    assert {f".{key}" for key in used} <= set(keys[0])


def test_every_stage_and_reason_has_words(visit: Visit) -> None:
    sources = [
        *(set((ROOT / "api").glob("*.py")) - {ROOT / "api/comparing.py"}),  # the page shows no comparisons
        *(ROOT / "summarizer").glob("*.py"),
        *(ROOT / "summarizer/cache").glob("*.py"),
    ]
    stages = {
        s
        for f in sources
        for s in re.findall(r'(?:report|progress)\("([a-z]+)"', f.read_text(encoding="utf-8"))
    }
    assert {"read", "translate", "select"} <= stages
    names = visit.page.evaluate(
        'async () => Object.keys((await import("/page/strings.js")).STRINGS.ar.stages)'
    )
    assert stages - {"done"} <= set(names)
    sentences = [
        f"The {word} ministry opened {i} schools in the north."
        for i, word in enumerate(["red", "blue", "old"] * 4)
    ]
    pair = pipeline().write(article_of(*sentences), Options(sentences=2, words=24))
    reasons = sorted({choice.reason for choice in pair.choices})
    assert len(reasons) > 2
    unknown = visit.page.evaluate(
        """async (reasons) => {
          const { STRINGS, reworded } = await import("/page/strings.js");
          return reasons.filter((reason) => !reworded(STRINGS.ar.reasons, reason));
        }""",
        reasons,
    )
    assert unknown == []


def test_the_page_keeps_nothing_of_the_article(visit: Visit) -> None:
    page = visit.write(samples.ENGLISH_PAGE)
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, location.href])"
    )
    assert "Salma" not in kept
