from summarizer.text.html import project


def test_a_page_may_leave_out_html_head_and_body() -> None:
    markup = (
        "<!doctype html><meta charset=utf-8><title>Bridge</title><article><h1>Bridge closed</h1>"
        "<p>The old bridge was closed on Monday after heavy rain.</p></article>"
    )
    text, _, _ = project(markup)
    assert text.splitlines() == ["Bridge closed", "The old bridge was closed on Monday after heavy rain."]
