"""Who teaches: exact lookup of context roles, and all else means learner."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_plugin.lti.roles import ASSISTANT, INSTRUCTOR, TABLE, TEST_USER, is_test_user, standing_of

V2 = "http://purl.imsglobal.org/vocab/lis/v2"
MEMBERSHIP = f"{V2}/membership"


@pytest.mark.parametrize(
    "roles",
    [
        [f"{MEMBERSHIP}#Instructor"],
        ["Instructor"],
        [f"{MEMBERSHIP}#Administrator"],
        [f"{MEMBERSHIP}/Instructor#PrimaryInstructor"],
        [f"{MEMBERSHIP}/Instructor#TeachingAssistant"],
        [f"{MEMBERSHIP}/Administrator#Support"],
        [f"{MEMBERSHIP}#Learner", f"{MEMBERSHIP}#Instructor"],
        [f"{V2}/institution/person#Student", f"{MEMBERSHIP}/Instructor#Grader", f"{MEMBERSHIP}#Instructor"],
    ],
)
def test_teaches(roles: list[str]) -> None:
    assert standing_of(roles).role == "instructor"


@pytest.mark.parametrize(
    "roles",
    [
        [],
        [f"{MEMBERSHIP}#Learner"],
        [f"{V2}/institution/person#Instructor"],
        [f"{V2}/institution/person#Faculty", f"{V2}/institution/person#Staff"],
        [f"{V2}/system/person#Administrator"],
        [f"{V2}/system/person#SysAdmin"],
        [f"{MEMBERSHIP}/Learner#Instructor"],
        ["http://evil.example/vocab/membership#Instructor"],
        [f"{V2}/unknown#Instructor"],
        [f"{MEMBERSHIP}#NonInstructor"],
        ["NotAnInstructor"],
        ["instructor"],
        [" Instructor"],
        ["Instructor "],
        [f"{MEMBERSHIP}#Instructor/"],
        ["urn:lti:instrole:ims/lis/Instructor"],
        ["urn:lti:role:ims/lis/Instructor"],
        [f"{MEMBERSHIP}#Mentor"],
        [f"{MEMBERSHIP}#Learner,{MEMBERSHIP}#Instructor"],
    ],
)
def test_does_not_teach(roles: list[str]) -> None:
    assert standing_of(roles).role == "learner"


@given(st.lists(st.text() | st.builds("{}#{}".format, st.text(), st.just("Instructor"))))
def test_whatever_is_not_in_the_list_is_a_learner(roles: list[str]) -> None:
    assert standing_of(roles).role == ("instructor" if (INSTRUCTOR.roles | ASSISTANT.roles) & set(roles) else "learner")


def test_the_test_user_of_a_student_view() -> None:
    assert is_test_user([f"{MEMBERSHIP}#Learner", TEST_USER])
    assert not is_test_user([f"{MEMBERSHIP}#Learner"])


@pytest.mark.parametrize(
    ("roles", "standing"),
    [
        ([], "learner"),
        (["Alumni"], "learner"),
        ([f"{MEMBERSHIP}#Learner"], "learner"),
        ([f"{MEMBERSHIP}/Learner#NonCreditLearner"], "learner"),
        ([f"{MEMBERSHIP}#Instructor"], "instructor"),
        ([f"{MEMBERSHIP}/Instructor#GuestInstructor"], "instructor"),
        ([f"{MEMBERSHIP}#Administrator"], "instructor"),
        ([f"{MEMBERSHIP}/Instructor#TeachingAssistant"], "assistant"),
        ([f"{MEMBERSHIP}#Instructor", f"{MEMBERSHIP}/Instructor#TeachingAssistant"], "assistant"),
        ([f"{MEMBERSHIP}/Instructor#PrimaryInstructor", f"{MEMBERSHIP}/Instructor#Grader"], "instructor"),
        ([f"{MEMBERSHIP}#ContentDeveloper"], "designer"),
        ([f"{MEMBERSHIP}#Learner", f"{MEMBERSHIP}#ContentDeveloper"], "designer"),
        ([f"{MEMBERSHIP}#Mentor"], "observer"),
        ([f"{MEMBERSHIP}/Mentor#Auditor"], "observer"),
        ([f"{V2}/institution/person#Administrator"], "observer"),
        ([f"{V2}/system/person#Administrator"], "observer"),
        ([f"{V2}/institution/person#Administrator", f"{MEMBERSHIP}#Learner"], "learner"),
        ([f"{V2}/institution/person#Administrator", f"{MEMBERSHIP}#Instructor"], "instructor"),
        ([f"{MEMBERSHIP}#Learner", TEST_USER], "test"),
        ([f"{MEMBERSHIP}#Instructor", TEST_USER], "test"),
    ],
)
def test_the_table(roles: list[str], standing: str) -> None:
    assert standing_of(roles).name == standing


def test_learners_alone_are_graded_and_no_role_stands_in_two_rows() -> None:
    assert [standing.name for standing in TABLE if standing.is_graded] == ["learner"]
    every = [role for standing in TABLE for role in standing.roles]
    assert len(every) == len(set(every))
