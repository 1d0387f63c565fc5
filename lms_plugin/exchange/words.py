"""The words by which questions, answers, reasons and lists of choices are introduced, in the languages they come in."""

import re

# Patterns without groups that count, matched without regard to case; longer words before those they begin with.
_QUESTION = (
    "question|quest|q|frage|aufgabe|pregunta|pergunta|quest[aã]o|domanda|pytanie|soru|vraag|fr[åa]ga|sp[øo]rsm[åa]l|"
    "вопрос|питання|السؤال|سؤال|प्रश्न|প্রশ্ন|câu hỏi|câu|問題|问题|문제"
)
_ANSWER = (
    r"(?:the\s|your\s)?(?:correct\s|right\s|best\s)?(?:answer\skey|answers?|ans|solution|key|correct)|"
    r"(?:the\s)?(?:correct|right|best)\s(?:options?|choices?|responses?)|"
    r"(?:die\s)?(?:richtige\s|korrekte\s)?(?:antwort(?:en)?|lösung(?:en)?)|"
    r"(?:la\s)?(?:respuestas?(?:\s(?:correctas?|oficial|correcta\ses))?|solución)|"
    r"(?:la\s|les\s)?(?:bonnes?\s)?réponses?(?:\s(?:correctes?|exactes?))?|corrigé|"
    r"(?:a\s)?respostas?(?:\scorretas?|\scertas?)?|gabarito|(?:la\s)?risposta(?:\s(?:corretta|esatta|giusta))?|"
    r"(?:poprawna\s|prawidłowa\s)?odpowied[źz]|(?:doğru\s)?(?:cevap|yanıt)|(?:правильн\w{1,3}\s|верн\w{1,3}\s)?ответ|"
    r"(?:правильна\s)?відповідь|(?:juiste\s|goede\s|correcte\s)?antwoord(?:en)?|(?:rätt\s|riktig\s)?svar|"
    r"(?:đáp án|trả lời)(?:\sđúng)?|(?:正确|正確|参考|標準|标准)?答案|正解|答え|정답|"
    r"(?:الإجابة|الاجابة|الجواب)(?:\s(?:الصحيحة|الصحيح))?|(?:सही\s)?उत्तर|(?:সঠিক\s)?উত্তর"
)
_REASON = (
    "rationale|explanation|reason|justification|reasoning|erklärung|begründung|erläuterung|explicación|justificación|"
    "retroalimentación|explication|justification|explicação|justificativa|comentário|comentario|spiegazione|"
    "motivazione|wyjaśnienie|uzasadnienie|açıklama|объяснение|пояснение|пояснення|uitleg|toelichting|förklaring|"
    "forklaring|giải thích|答案解析|解析|解释|解說|解説|説明|说明|해설|설명|التعليل|التفسير|الشرح|شرح|व्याख्या|ব্যাখ্যা"
)
_CHOICES = (
    r"(?:answer\s|response\s)?(?:options?|choices|alternatives)|antwort(?:möglichkeiten|optionen|en)|optionen|auswahl|"
    r"opciones(?:\sde\srespuesta)?|alternativas|opções|opzioni|choix|réponses\spossibles|opcje|odpowiedzi|seçenekler|"
    r"şıklar|варианты(?:\sответ\w{1,3})?|opties|选项|選項|選択肢|الخيارات|विकल्प"
)
QUESTION = f"(?:{_QUESTION})"
ANSWER = f"(?:{_ANSWER})"
REASON = f"(?:{_REASON})"
# A line that only says that the choices follow.
CHOICES = re.compile(rf"[*_]{{0,3}}(?:{_CHOICES})\s{{0,3}}[:：][*_]{{0,3}}|[*_]{{1,3}}(?:{_CHOICES})[*_]{{1,3}}", re.I)
# What true and false are called.
_TRUE = "true wahr richtig vrai verdadero verdadeiro vero prawda doğru верно правда waar 对 正确 正しい"
_FALSE = "false falsch faux falso fałsz yanlış неверно ложь onwaar 错 错误 誤り"
TRUTH = dict.fromkeys(_TRUE.split(), True) | dict.fromkeys(_FALSE.split(), False)
# The caption of a part that is folded away: "Show answer", "Ver respuesta", "Lösung anzeigen".
SHOWS_ANSWER = re.compile(rf"(?:.{{0,20}}[\s*_>])?{ANSWER}(?![^\W_]).{{0,40}}", re.I)
