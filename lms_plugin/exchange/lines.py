"""One line of a pasted text: what kind it is. Every pattern here looks at the start of a line only, in one pass."""

import re
from dataclasses import dataclass
from typing import Literal

from lms_plugin.exchange.words import ANSWER, CHOICES, QUESTION, REASON

Kind = Literal["blank", "question", "option", "answer", "field", "text", "code", "skip"]
LONGEST_LINE = 20_000

_BLANKS = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"), " ") | dict.fromkeys(
    map(ord, "\ufeff\u200b\u200c\u2060\u00ad"), None
)
_MARKS = "*✓✔✅√☑→►"
# "Question 3:", "Q3." and "3)"; last, "Question:" and "Q:" without a number.
_QUESTION = re.compile(
    rf"(?:{QUESTION}\s{{0,3}}\.?\s{{0,3}}(?:#|n[°ºo]\.?\s?)?(\d{{1,4}})\s{{0,3}}(?:[.):：\]–—-]|$|(?=\()|"
    rf"(?<=\w\s\d\s)(?=(?-i:[A-ZÀ-Ý¿¡“]))|(?<=\w\s\d\d\s)(?=(?-i:[A-ZÀ-Ý¿¡“])))|(\d{{1,4}})\s?[.)、।](?!\d)|"
    rf"{QUESTION}\s?[:：](?=\s|$))\s*",
    re.I,
)
_OPTION = re.compile(
    rf"([{_MARKS}]{{0,2}}|\[x\]|\[ \])\s{{0,5}}(\*\*|__)?\(?([A-Ja-j])"
    r"(?:\.?\)|[.:\]](?=\s|$|\*)|、|\s?[–—-](?=\s)|(?-i:(?<=[A-J])\.(?=[A-Z0-9“\"(][^.]))|\.(?=[⺀-鿿가-힣]))\s*",
    re.I,
)
# An equals sign only before a letter: key = input() is a line of a program.
_ANSWER = re.compile(
    rf"{ANSWER}\.?\s{{0,3}}(?:is|are)?\s{{0,3}}(?:\([s]\))?\s{{0,3}}(?:[:：]|=(?=\s{{0,3}}\(?[A-J]\b))\s*(.*)",
    re.I | re.S,
)
# Answer B, Ans. (B), correct answer - B, the correct answer is B and D.
_BARE_ANSWER = re.compile(
    r"(?:the\s)?(?:correct\s|right\s)?(?:answers?|ans|key|(?<=correct\s)(?:option|choice))\.?\s{0,3}(?:is|are)?\s{0,3}(?:[–—-]\s{0,3})?(?<=[\s.–—-])"
    r"(\(?[A-J]\)?(?:\s{0,2}(?:,|&|/|and)\s{0,2}\(?[A-J]\)?){0,9})\.?",
    re.I,
)
# The same in capitals with a dash: CORRECT ANSWER B — so it is; and a reason without a colon.
_CAPITAL_ANSWER = re.compile(r"(?:CORRECT )?ANSWER\s([A-J]\s?[–—-]\s.*)", re.S)
_CAPITAL_REASON = re.compile(r"(?:RATIONALE|EXPLANATION)\s{1,3}(?=[A-Z])(.*)", re.S)
# A heading's signs, and a bullet before a lettered choice.
_LED_BY = re.compile(
    r"#{1,6}\s{1,3}|(?:option|choice)\s{1,2}(?=\(?[A-J]\s?[:.)])|[-•]\s{1,4}(?=\d{1,3}[.)]$)|"
    r",\s?(?=[A-J][.)]|answer\s?:|\d{1,3}\.\s)|"  # the end of a page, in what some sites give out
    r"[-•*]\s{1,4}(?=(?:\[[ xX]?\]\s{0,3})?\**\(?[A-Ja-j][).])|"
    rf"[-•*]\s{{1,4}}(?=[*_]{{0,3}}(?:{QUESTION}\s{{0,3}}\d|{ANSWER}\s{{0,3}}[:：]|{REASON}\s{{0,3}}[:：]))",
    re.I,
)
_RULE = re.compile(r"[-–—_=*~ ]{3,200}")
# What some write behind a question's number for its kind.
_LABEL = re.compile(
    r"[(\[]?(?:mcq?|sc|tf|t/f|fb|single[\s-](?:choice|answer)|multiple[\s-](?:choice|select|answers?)|"
    r"select all that apply|true\s?(?:/|or)\s?false|fill[\s-]in[\s-]the[\s-]blanks?|short[\s-]answer)[)\]]?"
    r"[*_:\s]{0,5}",
    re.I,
)
_AGAIN = re.compile(rf"{QUESTION}\s?[:：]\s+(?=\S)", re.I)  # 1. Question: Who?
# What publishers write under an answer, and what sites stamp on each page.
_ASIDE = re.compile(
    r"(?-i:(?:PTS|DIF|REF|OBJ|TOP|MSC|NAT|STA|LOC|BLM|NOT)\s?:)|"
    r"(?:client needs|(?:cognitive|difficulty) level|(?:integrated|nursing) process|bloom'?s(?: level)?|"
    r"difficulty)\s?:",
    re.I,
)
_NOISE = re.compile(
    r"lOMoAR\s?cPSD\s?\|\s?\d{1,12}|page \d{1,4}(?: of \d{1,4})?|\|\s?page|"
    r"(?:view|show|see|reveal|check)\s(?:the\s)?(?:correct\s)?(?:answer|explanation|solution|rationale)s?[:.]?|"
    r"[(\[]?(?:question\s)?type\s?:\s?"
    r"(?:(?:multiple|single|true|short|fill|numerical|checkbox)[\w /-]{0,20}|MC|MA|TF)[)\]]?",
    re.I,
)
# What heads the reasons for and against each choice, by its letter.
_EACH = re.compile(
    r"(?:distractor|option|answer|choice)s?\s(?:rationales?|analysis|explanations?|feedback|review)\s{0,3}[:：]?|"
    r"incorrect\s{0,3}[:：]|"
    r"why (?:the )?(?:other|others|wrong)(?: (?:options|choices|answers))?(?: are)? (?:wrong|incorrect)\s{0,3}[:：]?",
    re.I,
)
_BRACKETS = {"(": ")", "[": "]"}
# Full-width numbers, letters and signs before a question or a choice, as the plain ones.
_WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDE_HEAD = re.compile(r"[*_#\s-]{0,9}[（(［\[]?(?:[0-9０-９]{1,4}|[A-Ja-jＡ-Ｊａ-ｊ])[）)．.：:、］\]]")
_FIELDS = {
    "": "rationale",
    "feedback": "feedback",
    "objective": "objective",
    "learning objective": "objective",
    "points": "points",
    "point": "points",
    "marks": "points",
    "reference": "references",
    "source": "source",
    "topic": "topic",
    "category": "topic",
    "subject": "topic",
    "references": "references",
    "tags": "tags",
    "tag": "tags",
}
_FIELD = re.compile(
    rf"(?:({'|'.join(sorted(filter(None, _FIELDS), key=len, reverse=True))})|{REASON})\s{{0,3}}[:：]\s*(.*)",
    re.I | re.S,
)


@dataclass(frozen=True)
class Line:
    """A line: `name` is an option's letter (`small` where it is one), a field's name or a question's number (`is_bare`
    without the word "Question"), `text` the rest of it and `whole` all of a field or an answer. `is_heading` says that
    a heading's sign leads it."""

    number: int
    kind: Kind
    text: str
    name: str = ""
    marked: bool = False
    bold: bool = False
    small: bool = False
    is_bare: bool = False
    whole: str = ""
    is_heading: bool = False


def clean(line: str) -> str:
    """Without Word's special blanks and invisible signs, tabs as two blanks."""
    text = line[:LONGEST_LINE].translate(_BLANKS).replace("\t", "  ").replace("&nbsp;", " ").strip()
    head = _WIDE_HEAD.match(text)
    return text[: head.end()].translate(_WIDE) + text[head.end() :] if head else text


def read_line(number: int, raw: str) -> Line:
    """What a line is, by its start alone."""
    text = clean(raw)
    is_heading = text.startswith("#")
    if led := _LED_BY.match(text):
        text = text[led.end() :].strip()
    if not text or _RULE.fullmatch(text):
        return Line(number, "blank", "")
    if CHOICES.fullmatch(text):
        return Line(number, "skip", text)
    if option := _OPTION.match(text):
        return _option(number, text, option)
    bare = text.strip("*_").strip()
    plain = _unbracketed(bare.replace("**", "", 2))
    if beside := _beside(number, plain):
        return beside
    if answer := _ANSWER.fullmatch(plain) or _BARE_ANSWER.fullmatch(plain) or _CAPITAL_ANSWER.fullmatch(plain):
        return Line(number, "answer", right_sign(answer[1].strip())[0], whole=plain)
    if found := _FIELD.fullmatch(plain):
        return Line(number, "field", found[2].strip(), _FIELDS[(found[1] or "").casefold()], whole=plain)
    if question := _QUESTION.match(bare):
        rest = bare[question.end() :].strip("*").strip()
        rest = "" if _LABEL.fullmatch(rest) else _AGAIN.sub("", rest, count=1)
        return Line(number, "question", rest, _number(question), is_bare=question[2] is not None)
    return Line(number, "text", text, is_heading=is_heading)


def _beside(number: int, plain: str) -> Line | None:
    """What stands around a question and is none of its parts."""
    if _NOISE.fullmatch(plain):
        return Line(number, "skip", plain)
    if _ASIDE.match(plain):
        return Line(number, "field", plain, "aside", whole=plain)
    if reason := _CAPITAL_REASON.fullmatch(plain):
        return Line(number, "field", reason[1], "rationale", whole=plain)
    return Line(number, "field", "", "each", whole=plain) if _EACH.fullmatch(plain) else None


def _unbracketed(text: str) -> str:
    """[Answer: B] without its brackets."""
    return text[1:-1].strip() if text and _BRACKETS.get(text[0]) == text[-1] else text


def _number(question: re.Match[str]) -> str:
    return (question[1] or question[2] or "").lstrip("0")


def _option(number: int, text: str, found: re.Match[str]) -> Line:
    rest = text[found.end() :].strip()
    rest, is_right = right_sign(rest)
    bold = bool(found[2]) or (len(rest) > 4 and rest.startswith("**") and rest.endswith("**"))
    bold = bold or found[1] == "**"
    marked = bool(found[1]) and found[1] not in ("[ ]", "**")
    if bold:
        rest = rest.replace("**", "").replace("__", "") if found[2] == "__" else rest.replace("**", "")
    rest, too = right_sign(rest)
    marked = marked or is_right or too
    return Line(number, "option", rest.strip(), found[3].upper(), marked or bold, bold, found[3].islower())


def right_sign(text: str) -> tuple[str, bool]:
    """A choice without the signs behind it that say that it is right, and whether there are any."""
    is_right = False
    for sign in (
        "(correct)",
        "[correct]",
        "(right answer)",
        "(correct answer)",
        "(正确答案)",
        "（正确答案）",
        "✓",
        "✔",
        "✅",
        "☑",
        "*",
    ):
        if text.casefold().endswith(sign) and not (sign == "*" and "*" in text[:-1]):
            text, is_right = text[: -len(sign)].rstrip(), True
    return text, is_right
