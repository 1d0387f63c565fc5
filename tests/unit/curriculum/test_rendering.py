"""Lessons and question texts as HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from lms_plugin.curriculum.rendering import place_links, render_lesson, render_text
from lms_plugin.curriculum.services import get_course_view, get_lesson, publish_course
from lms_plugin.curriculum.shown import RenderedBlock

from .conftest import NOW, CourseFolder

SLOTS = {"hospital.policy_link": "https://example.org/p?a=1&b=2", "hospital.privacy_contact": "**Ana** <b>555</b>"}


@pytest.fixture
def blocks(app: object, folder: CourseFolder) -> tuple[RenderedBlock, ...]:
    done = publish_course(folder.load(), note="", now=NOW)
    lesson = get_lesson(get_course_view(done.publication_id).steps()[0].digest)
    return render_lesson(lesson, SLOTS)


def test_headings_and_callouts(blocks: tuple[RenderedBlock, ...]) -> None:
    assert blocks[1].html == "<h2>The fact of being a patient</h2>"
    assert (blocks[3].kind, blocks[3].tone, blocks[3].title) == ("callout", "warning", "The trap")
    assert blocks[3].html == "<p>A rare event, a small town and a date can name a person without a name.</p>"


def test_first_use_of_a_term_leads_to_its_text(blocks: tuple[RenderedBlock, ...]) -> None:
    assert '<a href="#term-phi" class="term">protected health information</a>' in blocks[2].html
    assert "So is PHI in a picture" in blocks[2].html


def test_citations_are_numbered(blocks: tuple[RenderedBlock, ...]) -> None:
    assert '<sup><a class="cite" href="#ref-safeharbor" aria-label="Reference 1">[1]</a></sup>' in blocks[2].html
    assert 'aria-label="Reference 2, p. 4">[2, p. 4]</a>' in blocks[2].html


def test_tables_scroll_and_name_their_columns(blocks: tuple[RenderedBlock, ...]) -> None:
    assert blocks[4].html.startswith(
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table class="table">'
    )
    assert '<th scope="col">Post</th>' in blocks[4].html
    assert "style" not in blocks[4].html


def test_slots_are_text_and_addresses(blocks: tuple[RenderedBlock, ...]) -> None:
    html = blocks[-1].html
    assert '<a href="https://example.org/p?a=1&amp;b=2" target="_blank" rel="noopener">social media policy' in html
    assert "(opens in a new window)</span></a>" in html
    assert "**Ana** &lt;b&gt;555&lt;/b&gt;" in html


def test_inner_links_are_placed(blocks: tuple[RenderedBlock, ...]) -> None:
    html = place_links(blocks[-1].html, {"quiz:m02-quiz": '/l/1/quiz?a="b"'})
    assert '<a href="/l/1/quiz?a=&quot;b&quot;">the quiz</a>' in html
    assert '<a href="#">the quiz</a>' in place_links(blocks[-1].html, {})


def test_checks_carry_their_question(blocks: tuple[RenderedBlock, ...]) -> None:
    [check] = [block for block in blocks if block.kind == "check"]
    assert (check.html, check.id) == (Markup(), "check-board-in-focus")
    assert check.question is not None
    assert check.question["key"] == "board-in-focus"


def test_author_notes_are_dropped(blocks: tuple[RenderedBlock, ...]) -> None:
    assert not any("For authors only" in block.html for block in blocks)


def test_block_ids_stay_while_their_text_stays(app: object, folder: CourseFolder) -> None:
    def ids() -> list[str]:
        view = get_course_view(publish_course(folder.load(), note="", now=NOW).publication_id)
        return [block.id for block in get_lesson(view.steps()[0].digest).blocks]

    before = ids()
    assert len(set(before)) == len(before)
    folder.replace(
        "modules/m02-patient-information/lessons/what-counts.md", "## The fact", "A new paragraph.\n\n## The fact"
    )
    after = ids()
    assert [block for block in after if block in before] == before
    assert len(after) == len(before) + 1


def test_texts_of_questions() -> None:
    assert render_text("One *word*.\n\nTwo.", {}) == "<p>One <em>word</em>.</p>\n<p>Two.</p>"
    assert render_text("One *word* <b>", {}, inline=True) == "One <em>word</em> &lt;b&gt;"
    assert isinstance(render_text("x", {}), Markup)


def test_a_slot_without_an_address_is_no_link() -> None:
    assert render_text("[our policy]({{hospital.x}})", {"hospital.x": "Ask your manager"}) == "<p>our policy</p>"
    assert 'href="mailto:a@b.org"' in render_text("[mail]({{x}})", {"x": "a@b.org"})
    assert 'href="tel:+15550100"' in render_text("[call]({{x}})", {"x": "+1 555-0100"})
    assert render_text("{{hospital.policy_link}}", {}) == "<p>policy link</p>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>)",
        "![x](https://e.org/a.png)",
        "[x](http://e.org)",
        "<img src=x onerror=alert(1)>",
        '[x](<https://e.org/"onclick="alert(1)>)',
        "&#106;avascript:alert(1) [x](&#106;avascript:alert(1))",
    ],
)
def test_nothing_runs(hostile: str) -> None:
    html = render_text(hostile, {})
    for word in ("<script", "<img", 'href="javascript', 'href="data', 'href="http:', ' onclick="', "<iframe"):
        assert word not in html


@given(st.text(max_size=200), st.text(max_size=50))
def test_no_text_breaks_the_page(markdown: str, value: str) -> None:
    html = render_text(markdown + " {{a}} [x]({{a}})", {"a": value})
    assert "<script" not in html.lower()
    assert html.count("<") == html.count(">")


@pytest.mark.parametrize("text", ["{{7*7}}", "${7*7}", "%s%s", "#{7*7}", "{% raw %}"])
def test_au06_signs_of_other_languages_are_shown_as_they_are(text: str) -> None:
    assert text in render_text(f"Before {text} after", {}).unescape()
