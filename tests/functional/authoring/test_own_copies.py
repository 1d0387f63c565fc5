"""An educator copies a shipped course, changes a lesson of it and publishes; the shipped course stays as it is."""

from tests.certification.other_platform import OtherPlatform
from tests.functional.access.town import visit_other
from tests.functional.authoring.test_editor import editor
from tests.functional.placing.places import COURSE, V2, visit
from tests.harness.browser import Browser
from tests.harness.house import House
from tests.harness.pages import Page

NAME = "Privacy, the way we do it"
LESSON = "Closed groups and private messages"
BEFORE, AFTER = "The chat was closed.", "The chat on the ward tablet was closed."


def copy(house: House, browser: Browser, name: str = NAME) -> Page:
    start = editor(house, browser)
    return browser.submit(start, start.form("/edit/copy"), source=COURSE, name=name)


def key_of(page: Page) -> str:
    """The key of the copy, from the address of its lesson."""
    return page.link(LESSON).split("/edit/")[1].split("/")[0]


def change(browser: Browser, page: Page, old: str = BEFORE, new: str = AFTER) -> Page:
    form = page.form("/lessons/")
    return browser.submit(page, form, body=form.fields["body"][0].replace(old, new))


def read(house: House, course: str) -> Page:
    """The lesson as Amara reads it."""
    return visit(house, house.browser(), "amara", link=course, custom={"course": course, "lesson": "closed-spaces"})


def test_a_learner_reads_the_changed_lesson_and_the_shipped_one_stays(house: House) -> None:
    browser = house.browser()
    start = copy(house, browser)
    assert NAME in start.text
    assert "This is your own copy." in start.text
    key = key_of(start)
    lesson = change(browser, browser.get(start.link(LESSON)))
    assert f"{AFTER} Every member was invited." in lesson.text  # the preview
    assert "Not published yet." in lesson.text
    assert BEFORE not in read(house, key).text
    review = browser.get(lesson.link("Review and publish"))
    assert "first version of your copy" in review.text
    done = browser.submit(review, review.form("/publish"), note="Our tablet")
    assert "Version 1 is published." in done.text
    assert NAME in house.choose(house.browser()).text  # the picker
    assert f"{AFTER} Every member was invited." in read(house, key).text
    assert BEFORE in read(house, COURSE).text
    assert AFTER not in read(house, COURSE).text
    start = editor(house, browser)
    assert "Published" in start.text


def test_another_hospital_has_nothing_of_it(sqlite_house: House) -> None:
    house, browser = sqlite_house, sqlite_house.browser()
    start = copy(house, browser)
    address, key = start.link(LESSON), key_of(start)
    with OtherPlatform(house, apart=True) as other:
        stranger = house.browser()
        page = visit_other(house, other, stranger, "dana", roles=[f"{V2}/membership#Instructor"], custom={})
        root = page.url.partition("/l/")[0] + "/l/" + page.url.partition("/l/")[2].split("/")[0]
        theirs = stranger.get(f"{root}/edit/")
        assert NAME not in theirs.text
        assert "Copy the course" not in theirs.text  # they are offered none
        inside = address[address.index("/edit/") :]
        for tail in ("", "now", "publish", "history", "export-as"):
            assert stranger.get(f"{root}{inside}{tail}").status == 404, tail
        token = theirs.form("/edit/").fields["csrf_token"][0]
        for path, values in (
            (inside, {"body": "Mine"}),
            ("/edit/copy", {"source": key}),
            ("/edit/copy", {"source": COURSE}),
        ):
            answer = stranger.post(f"{root}{path}", {"csrf_token": token, **values}, follow=False)
            assert answer.status == 404, path


def test_the_same_form_twice_makes_one_copy_and_another_name_a_second(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    first = copy(sqlite_house, browser)
    again = copy(sqlite_house, browser)
    assert key_of(again) == key_of(first)
    assert again.text.count(LESSON) == 1
    second = copy(sqlite_house, browser, "For the night shift")
    assert second.text.count(LESSON) == 2
    assert f"{key_of(first)}-2" in second.body.decode()


def test_two_educators_in_one_lesson_lose_nothing(sqlite_house: House) -> None:
    house, one, two = sqlite_house, sqlite_house.browser(), sqlite_house.browser()
    first = one.get(copy(house, one).link(LESSON))
    second = two.get(editor(house, two).link(LESSON))
    change(one, first)
    refused = change(two, second, "Nobody meant harm.", "None of them meant harm.")
    assert refused.status == 409
    assert "Somebody else changed this lesson meanwhile" in refused.text
    assert AFTER in refused.text  # theirs
    assert "None of them meant harm." in refused.form("/lessons/").fields["body"][0]  # ours
    kept = two.submit(refused, refused.form("/lessons/"))
    assert "None of them meant harm." in kept.text


def test_a_save_by_script_is_told_what_holds_now(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    page = browser.get(copy(sqlite_house, browser).link(LESSON))
    form = page.form("/lessons/")
    body = form.fields["body"][0].replace(
        BEFORE, "::: callout tip\nIt has an end.\n:::\n\n::: callout\nAnd this?\n:::\n"
    )
    answer = browser.post(form.action, dict(form.data(body=body)), Accept="application/json").json()
    assert "it does not say what it is" in answer["told"]
    assert "It has an end." in answer["told"]
    assert "::: callout tip" in answer["base_text"]
    assert answer["address"] in form.action
    late = browser.post(form.action, dict(form.data(body=body + "More.")), Accept="application/json")
    assert late.status == 409


def test_a_fault_stops_publishing_and_an_act_is_undone(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    lesson = change(browser, browser.get(copy(sqlite_house, browser).link(LESSON)), BEFORE, "A [[shut]] door.")
    assert "No glossary term 'shut'" in lesson.text
    review = browser.get(lesson.link("Review and publish"))
    assert "This has to be mended first" in review.text
    assert "no glossary term 'shut'" in review.text
    back = browser.submit(lesson, lesson.form("/act"), do="undo")
    assert "It is as it was before." in back.text
    assert BEFORE in back.text
    assert "No glossary term" not in back.text


def test_an_earlier_version_is_brought_back(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    lesson = browser.get(copy(sqlite_house, browser).link(LESSON))
    for note in ("First", "Second"):
        lesson = change(browser, lesson, BEFORE if note == "First" else AFTER, AFTER if note == "First" else "Shut.")
        review = browser.get(lesson.link("Review and publish"))
        history = browser.submit(review, review.form("/publish"), note=note)
    assert "Versions of Closed groups" in history.text
    assert "+Shut." in history.text
    back = browser.submit(history, history.form("/restore"), number="1")
    assert "The earlier version is the draft now." in back.text
    assert AFTER in back.form("/lessons/").fields["body"][0]


def test_the_whole_file_is_edited_as_text(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    page = browser.get(copy(sqlite_house, browser).link(LESSON))
    form = page.form("/lessons/")
    text = form.fields["as_text"][0]
    refused = browser.submit(page, form, go="text", as_text=text.replace("title:", "title: a: b"))
    assert refused.status == 400
    assert "Not saved. Line 2:" in refused.text
    assert "title: a: b" in refused.form("/lessons/").fields["as_text"][0]
    saved = browser.submit(page, form, go="text", as_text=text.replace("minutes: 6", "minutes: 8\ntags: [phones]"))
    assert saved.form("/lessons/").fields["minutes"] == ["8"]
    assert "tags: [phones]" in saved.form("/lessons/").fields["base_text"][0]


def test_a_term_is_written_used_and_kept_while_it_is(sqlite_house: House) -> None:
    browser = sqlite_house.browser()
    start = copy(sqlite_house, browser)
    page = browser.get(start.link("Glossary"))
    form = next(each for each in page.forms if each.action.endswith("/glossary"))
    token = form.fields["csrf_token"][0]
    assert browser.submit(page, form, term="Ward tablet").status == 400
    page = browser.submit(page, form, term="Ward tablet", text="The tablet that stays on the ward.")
    assert "[[ward-tablet]] · used nowhere" in page.text
    lesson = change(browser, browser.get(start.link(LESSON)), BEFORE, "A [[ward-tablet]].")
    assert "Nothing stands in the way" in lesson.text
    assert "The tablet that stays on the ward." in lesson.text
    kept = browser.post(f"{form.action}/remove", {"csrf_token": token, "key": "ward-tablet"})
    assert kept.status == 409
    assert "A question or a lesson uses this term." in kept.text
    browser.submit(lesson, lesson.form("/act"), do="undo")
    gone = browser.post(f"{form.action}/remove", {"csrf_token": token, "key": "ward-tablet"})
    assert "The term is removed." in gone.text
    assert "ward-tablet" not in gone.text
