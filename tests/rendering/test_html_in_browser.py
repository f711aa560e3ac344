"""The page in a real browser: light, keyboard, directions, contrast. Skipped where Chromium is missing."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from summarizer.rendering.html import render_html
from tests.samples import arabic_sample_pair, sample_pair

LIT = """() => {
  const probe = document.createElement("i");
  probe.className = "pinned"; probe.dataset.g = "probe";
  document.body.append(probe);
  const color = getComputedStyle(probe).backgroundColor;
  probe.remove();
  const lit = element => getComputedStyle(element).backgroundColor === color;
  const found = [];
  for (const language of ["en", "ar"]) {
    document.querySelectorAll(`.brief.${language} .card`).forEach((card, index) => {
      if (lit(card)) found.push(`${language} ${index + 1}`);
    });
  }
  for (const name of ["s0", "s1", "s2"]) {
    const marks = [...document.querySelectorAll(`mark[data-g~="${name}"]`)];
    if (!marks.length) throw new Error("no evidence");
    if (marks.every(lit)) found.push(name);
  }
  return found;
}"""

CONTRAST = """() => {
  const channel = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = numbers(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || element.localName === "script") continue;
    const pair = [luminance(numbers(getComputedStyle(element).color)), luminance(ground(element))].sort();
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < 4.5) low.push([element.className, element.textContent.slice(0, 30), ratio]);
  }
  return low;
}"""


@pytest.fixture(scope="module")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, tmp_path):
    contexts = []

    def open_(pair, *, width: int = 1280, script: bool = True, scheme: str = "light") -> Page:
        path = Path(tmp_path / "brief.html")
        path.write_text(render_html(pair), encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.messages = []
        page.requests = []
        page.on("console", lambda message: page.messages.append(message.text))
        page.on("pageerror", lambda error: page.messages.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()


def lit(page: Page) -> set[str]:
    """The cards that are lit, as "en 1", and whether evidence of sentence 1, 2, 3 is, as "s0"."""
    return set(page.evaluate(LIT))


def test_pointing_at_a_sentence_lights_its_partner_and_evidence(open_page):
    page = open_page(sample_pair())
    assert lit(page) == set()
    page.hover(".brief.en .card:nth-child(1)")
    assert lit(page) == {"en 1", "ar 1", "s0"}
    page.hover(".brief.ar .card:nth-child(3)")
    assert lit(page) == {"en 3", "ar 3", "s2"}
    page.hover('mark[data-g="s1"]')
    assert lit(page) == {"en 2", "ar 2", "s1"}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_keyboard_does_the_same(open_page, script):
    page = open_page(sample_pair(), script=script)
    order = []
    for _ in range(5):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        order.append(focused.get_attribute("aria-label") or focused.evaluate("e => e.localName"))
    assert order[0] == "summary"
    assert order[1] == "Sentence 1: show its evidence in the article"
    assert order[4] == "الجملة 1: أظهر دليلها في المقال"
    assert lit(page) == {"en 1", "ar 1", "s0"}


def test_the_verdict_opens_the_checks_by_keyboard(open_page):
    page = open_page(sample_pair())
    assert not page.locator("table").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("table").is_visible()
    assert (
        page.locator("tr.bad").inner_text().startswith("Sentence 3\tnumber\t1.2 million\t12 مليون\tchanged")
    )


def test_a_chosen_sentence_stays_lit_until_escape(open_page):
    page = open_page(sample_pair())
    page.click(".brief.ar .card:nth-child(2) .s")
    page.mouse.move(5, 5)
    assert lit(page) == {"en 2", "ar 2", "s1"}
    page.keyboard.press("Escape")
    assert lit(page) == set()
    page.click(".brief.en .card:nth-child(1) a.n")
    page.locator(":focus").blur()
    page.mouse.move(5, 5)
    assert lit(page) == {"en 1", "ar 1", "s0"}


def test_choosing_a_number_brings_its_evidence_into_view(open_page):
    page = open_page(sample_pair(), width=390)
    mark = page.locator('mark[data-g="s1"]')
    box = mark.bounding_box()
    assert box is not None
    assert box["y"] > 800
    page.click(".brief.en .card:nth-child(2) a.n")
    box = mark.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 800


def test_arabic_is_on_the_right_and_partners_at_the_same_height(open_page):
    for pair in (sample_pair(), arabic_sample_pair()):
        page = open_page(pair)
        english = [card.bounding_box() for card in page.query_selector_all(".brief.en .card")]
        arabic = [card.bounding_box() for card in page.query_selector_all(".brief.ar .card")]
        for left, right in zip(english, arabic, strict=True):
            assert left is not None
            assert right is not None
            assert left["x"] + left["width"] <= right["x"]
            assert abs(left["y"] - right["y"]) < 1
        number, text = page.locator(".brief.ar .n").first, page.locator(".brief.ar .s").first
        assert number.bounding_box()["x"] > text.bounding_box()["x"]
        assert text.evaluate("e => getComputedStyle(e).direction") == "rtl"


@pytest.mark.parametrize("width", [390, 760, 1280])
def test_nothing_is_wider_than_the_window(open_page, width):
    page = open_page(sample_pair(), width=width)
    page.click("summary")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_asks_for_nothing_and_has_no_error(open_page):
    page = open_page(sample_pair())
    page.click(".brief.en .card:nth-child(1)")
    assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
    assert page.messages == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chosen", [False, True])
def test_text_has_contrast(open_page, scheme, chosen):
    page = open_page(sample_pair(), scheme=scheme)
    page.click("summary")
    if chosen:
        page.click(".brief.en .card:nth-child(3) .s")
    assert page.evaluate(CONTRAST) == []


def test_everything_that_takes_the_focus_has_a_name(open_page):
    page = open_page(arabic_sample_pair())
    snapshot = page.locator("main").aria_snapshot()
    for line in snapshot.splitlines():
        role = line.strip(" -").split(":")[0]
        assert role not in ("link", "button", "region", "complementary")
    levels = [int(h.evaluate("e => e.localName")[1]) for h in page.query_selector_all("h1, h2, h3")]
    assert levels == [1, 2, 2, 2]
