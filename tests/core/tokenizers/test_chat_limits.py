"""Chat templates that would never end, fill the memory or leave their sandbox."""

from __future__ import annotations

import pytest
from core.limited import MEGABYTE, in_child
from core.tokenizers.hostile_templates import TEMPLATES

from auto_core.errors import InputError
from auto_core.tokenizers.chat.sandbox import literals, render

ATTEMPT = "core.tokenizers.hostile_templates:attempt"
WORST = ("macro twice", "doubled by ~", "nested tojson", "split lines")
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_hostile_templates_end_soon_with_our_error(part: int) -> None:
    """Each in a child of its own with 256 MB to take."""
    names = list(TEMPLATES)[part::PARTS]
    outcomes = in_child(ATTEMPT, [TEMPLATES[name] for name in names], megabytes=256, timeout=280)
    for name, outcome in zip(names, outcomes, strict=True):
        assert outcome["ours"], (name, outcome)
        assert "hat template in x.jinja" in outcome["message"], (name, outcome)
        assert outcome["seconds"] < 5, (name, outcome)  # of CPU
        assert outcome["bytes"] < 200 * MEGABYTE, (name, outcome)


def test_the_whole_allowance_is_soon_spent() -> None:
    templates = [TEMPLATES[name] for name in WORST]
    for outcome in in_child(f"{ATTEMPT}_all", templates, megabytes=512, timeout=280):
        assert outcome["ours"], outcome
        assert outcome["seconds"] < 15  # about one alone
        assert outcome["bytes"] < 300 * MEGABYTE


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ [1, 'é', none, true] | tojson }}", '[1, "é", null, true]'),
        ("{{ {'a': [1]} | tojson(indent=2) }}", '{\n  "a": [\n    1\n  ]\n}'),
        ("{% for k, v in {'b': 1, 'a': 2}.items() %}{{ k }}{{ v }}{% endfor %}", "b1a2"),
        ("{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %}", "a2b1"),
        ("{{ 'a,b'.split(',')[-1] }}{{ ' x '.strip() }}{{ 'ab'.startswith('a') }}", "bxTrue"),
        ("{{ 'abc'[::-1] }}{{ [1, 2, 3][1:] }}{{ 'abc'[:-1] }}", "cba[2, 3]ab"),
        ("{{ 1 < 2 < 3 }}{{ 'a' in {'a': 1} }}{{ 3 not in [1] }}{{ 1 == 1.0 }}", "True" * 4),
        ("{{ '{:>4}|{a}'.format(7, a=[1]) }}{{ '%03d %s' % (7, 'x') }}", "   7|[1]007 x"),
        ("{{ [[1], [2]] | sum(start=[]) }}{{ [1, 2] | sum }}", "[1, 2]3"),
        ("{{ ['b', 'a'] | sort | join('-') }}{{ [1, 1, 2] | unique | list }}", "a-b[1, 2]"),
        ("{{ [{'r': 'a'}, {}] | selectattr('r', 'defined') | list | length }}", "1"),
        ("{{ [{'r': 'a'}] | map(attribute='r') | first | upper }}", "A"),
        ("{{ 'a\nb' | indent }}|{{ 'a\nb' | indent('> ', true) }}", "a\n    b|> a\n> b"),
        ("{{ 'x' | e }}{{ '<' | e }}{{ ('<' | safe) + '<' }}", "x&lt;<&lt;"),
        ("{% set ns = namespace(a=1) %}{% set ns.a = ns.a + 1 %}{{ ns.a }}", "2"),
        ("{% macro f(x, y=2) %}{{ x }}{{ y }}{% endmacro %}{{ f(1) }}{{ f(1, y=3) }}", "1213"),
        ("{% for i in [1, 2, 3] if i > 1 %}{{ loop.index }}{{ loop.last }}{% endfor %}",
         "1False2True"),
        ("{% for i in range(9) %}{% if i == 2 %}{% break %}{% endif %}{{ i }}{% endfor %}", "01"),
        ("{{ 7 // 2 }}{{ 2 ** 3 }}{{ -7 % 3 }}{{ 'ab' * 2 }}{{ 3 ~ none }}", "382abab3None"),
        ("{{ x is defined }}{{ x }}{{ 'a' is string }}{{ {} is mapping }}", "FalseTrueTrue"),
        ("{{ m.items }}{{ m['keys'] }}{{ m.get('z', 5) }}", None),
        ("{{ strftime_now('%Y') | length }}{{ 3.7 | round | int }}{{ '5' | int + 1 }}", "446"),
        ("{% generation %}a{% endgeneration %}{% call(x) f() %}{% endcall %}", None),
        ("{{ m.content.replace('a', 'b').upper() | trim }}", "BC"),
    ],
)  # fmt: skip
def test_what_published_templates_use(template: str, expected: str | None) -> None:
    variables = {"m": {"content": " ac "}}
    if expected is None:
        with pytest.raises(InputError, match="The chat template"):
            render(template, variables)
        return
    assert render(template, variables) == expected


def test_a_long_conversation_is_rendered() -> None:
    template = (
        "{% for m in messages %}{% if m.role == 'user' and loop.index0 % 2 == 0 %}"
        "{{ '<u>' + m.content | trim + '</u>' }}{% else %}{{ m.content.split('x')[-1] }}"
        "{% endif %}{% endfor %}"
    )
    messages = [{"role": "user", "content": "words " * 50}] * 10_000
    assert len(render(template, {"messages": messages})) > 3_000_000


def test_only_the_templates_own_texts_are_its_literals() -> None:
    found = literals("<s>{{ '<b>' ~ x }}{% if x == 1 %}{{ x[1:] }}{% endif %}").split("\0")
    assert set(found) == {"<s>", "<b>"}
