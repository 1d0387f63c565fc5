"""The columns of a sheet: ours, and what other people's templates call them (content-format.md section 6, "Sheet")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

LETTERS = "abcdefghij"
COLUMNS = (
    "key",
    "type",
    "stem",
    *(f"option_{letter}" for letter in LETTERS),
    "correct",
    *(f"feedback_{letter}" for letter in LETTERS),
    "rationale",
    "objective",
    "bloom",
    "tags",
    "points",
    "references",
    "scoring",
)
_OTHER = {
    "stem": "question questiontext questionstem prompt frage fragetext pregunta pergunta text questions enunciado "
    "questioncontent questiontitle content domanda pytanie soru vraag вопрос 题目 問題 问题 题干",
    "correct": "correctanswer correctanswers answer answers answerkey rightanswer right richtig solution respuesta ans "
    "correctoption correctoptions correctchoice correctletter rightoption correctresponse keyanswer richtigeantwort "
    "korrekteantwort korrekt antwort lösung respuestacorrecta correcta réponse réponsecorrecte bonneréponse "
    "respostacorreta resposta gabarito rispostacorretta poprawnaodpowiedź doğrucevap cevap ответ правильныйответ "
    "答案 正确答案 correctindex correctanswerindex answerindex correctoptionindex correctanswernumber",
    "options": "options choices answeroptions answerchoices questionanswers possibleanswers",
    "rationale": "explanation reason generalfeedback answerexplanation justification erklärung begründung explicación "
    "justificación explication explicação justificativa spiegazione wyjaśnienie açıklama объяснение 解析",
    "objective": "learningobjective",
    "points": "point marks score punkte puntos pontos баллы",
    "references": "reference",
    "tags": "tag category topic subject kategorie thema categoría tema catégorie",
    "type": "questiontype kind fragetyp tipo",
    "key": "id",
}
_NAMES = {word: name for name, words in _OTHER.items() for word in words.split()} | {
    name.replace("_", ""): name for name in COLUMNS
}
# What templates carry that has no meaning here and needs no word: a running number, a time limit.
_QUIET = {
    "",
    "no",
    "nr",
    "number",
    "time",
    "timelimit",
    "seconds",
    "sno",
    "srno",
    "qno",
    "questionno",
    "questionnumber",
}
_TIMES = {"time", "timelimit", "seconds", "timeinseconds", "timelimitsec"}
_QUIET |= _TIMES | {"item", "itemno", "questionnr", "fragenr"}
_OPTION = re.compile(
    r"(?:option|answer|choice|antwort|antwortmöglichkeit|answeroption|answerchoice|opcion|opción|opção|opcao|opt|"
    r"response|respuesta|resposta|alternativa|choix|réponse|proposition|opzione|risposta|odpowiedź|opcja|seçenek|şık|"
    r"вариант|ответ|выбор|选项)?([a-j]|10|[1-9])"
)
_WRONG = re.compile(
    r"(?:(?:incorrect|wrong|false)(?:answer|option|choice)?s?|distractors?|falsche?(?:antwort)?|"
    r"(?:respuesta|opción)incorrecta|mauvaiseréponse|respostaerrada)([a-j]|10|[1-9])?"
)


@dataclass(frozen=True)
class Header:
    """What each column holds: the name by its place. `unknown` are the titles that nothing here knows.
    `is_index` tells that the right answer is called an index, `is_timed` that there is a time limit, as game makers'
    sheets have one: they count choices from one."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]
    is_index: bool = False
    is_timed: bool = False

    @property
    def has_choices(self) -> bool:
        """Whether there are columns of choices, right or wrong."""
        return any(name.startswith(("option", "wrong_")) for name in self.names)

    @property
    def is_one(self) -> bool:
        """Whether these titles are those of a sheet of questions."""
        return "stem" in self.names and len(set(self.names) - {""}) > 1

    def is_sure(self, *, is_first: bool) -> bool:
        """The same; behind other lines three titles must be known, so that no sentence is taken for a header."""
        return self.is_one and (is_first or len(set(self.names) - {""}) > 2)


def _word(title: str) -> str:
    """A title without what is said beside it: "Answer 3 (optional)", "Question - at most 120 characters"."""
    plain = re.sub(r"\([^()]*\)", "", title.casefold()[:200]).replace("#", " no ")
    plain = re.split(r"\s[-–—:]\s", plain, maxsplit=1)[0]
    return re.sub(r"[\W_]+", "", plain)


def read_header(titles: Sequence[str]) -> Header:
    """The meaning of the titles. A title that stands twice counts once."""
    names, unknown = list[str](), list[str]()
    words = [_word(title) for title in titles]
    for title, word in zip(titles, words, strict=True):
        name = _NAMES.get(word, "")
        if not name and (found := _OPTION.fullmatch(word)):
            letter = found[1] if found[1].isalpha() else LETTERS[int(found[1]) - 1]
            name = f"option_{letter}"
        if not name and (found := _WRONG.fullmatch(word)):
            name = f"wrong_{found[1] or 1}"
        if name in names:
            name = ""
        names.append(name)
        if not name and word not in _QUIET:
            unknown.append(title.strip()[:60])
    is_index = any(name == "correct" and word.endswith("index") for name, word in zip(names, words, strict=True))
    return Header(tuple(names), tuple(unknown), is_index, any(word in _TIMES for word in words))
