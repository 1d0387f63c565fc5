"""A stem taken apart: the scene before, the question that labels the answers, one line for a list."""

from lms_plugin.progress.stems import headline, is_paragraph, split_stem


def test_the_last_paragraph_is_the_question() -> None:
    assert split_stem("A nurse posts a photo.\n\nWhat now?") == ("A nurse posts a photo.", "What now?")
    assert split_stem("What now?\n") == ("", "What now?")
    assert split_stem("One.\n\n- a\n- b\n\nHow many?") == ("One.\n\n- a\n- b", "How many?")


def test_a_list_at_the_end_labels_nothing() -> None:
    assert split_stem("Which?\n\n- a\n- b") == ("", "Which?\n\n- a\n- b")
    assert not is_paragraph("- a\n- b")
    assert not is_paragraph("One.\n\nTwo.")
    assert is_paragraph("One\nand the same.")


def test_a_headline_is_the_whole_line_the_question_or_the_start() -> None:
    assert headline("What  is\nhis best first step?") == "What is his best first step?"
    long = "A team films a short dance at the nurses' station. Which things in the background are protected?"
    assert headline(long) == "Which things in the background are protected?"
    statement = "In a closed staff group, a patient's initials in place of the full name meet the Safe Harbor standard."
    assert headline(statement).endswith("…")
    assert len(headline(statement)) <= 91
