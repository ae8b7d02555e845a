"""Chat templates that would never end or fill the memory, each a kind of its own."""
# ruff: noqa: E501  (a template is a line)

from __future__ import annotations

from typing import Any

from auto_core.tokenizers.chat import allowance
from auto_core.tokenizers.chat.sandbox import render  # here: else each child imports it

DOUBLED = (
    "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = STEP %}{% endfor %}"
)
NESTED = "{% set ns = namespace(x=['ab']) %}{% for i in range(90) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}"
MANY = "{% set many = ['x'] * 9000 %}"
LONG = "{% set long = 'ab' * 45000 %}"
FOREVER = "{% for i in range(99999) %}{% for j in range(99999) %}BODY{% endfor %}{% endfor %}"

TEMPLATES: dict[str, str] = {
    # --- calls that multiply
    "macro twice": "{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "macro twice in a set": "{% macro f(n) %}{% if n %}{% set a = f(n-1) %}{% set b = f(n-1) %}{% endif %}{% endmacro %}{{ f(60) }}",
    "macros in turn": "{% macro f(n) %}{% if n %}{{ g(n-1) }}{{ g(n-1) }}{% endif %}{% endmacro %}{% macro g(n) %}{{ f(n) }}{{ f(n) }}{% endmacro %}{{ f(60) }}",
    "macro through a namespace": "{% set ns = namespace() %}{% macro f(n) %}{% if n %}{{ ns.f(n-1) }}{{ ns.f(n-1) }}{% endif %}{% endmacro %}{% set ns.f = f %}{{ f(60) }}",
    "macro with a counter": "{% set ns = namespace(n=0) %}{% macro f(d) %}{% set ns.n = ns.n + 1 %}{% if d %}{{ f(d-1) }}{{ f(d-1) }}{% endif %}{% endmacro %}{{ f(70) }}",
    "macro as a default": "{% macro f(n, g='') %}{% if n %}{{ f(n-1, f(n-1)) }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "call block twice": "{% macro f(n) %}{% if n %}{% call f(n-1) %}{% endcall %}{% call f(n-1) %}{% endcall %}{% endif %}{% endmacro %}{{ f(60) }}",
    "caller twice": "{% macro f() %}{{ caller() }}{{ caller() }}{% endmacro %}" + "{% call f() %}" * 40 + "x" + "{% endcall %}" * 40,
    "generation twice": "{% macro f(n) %}{% if n %}{% generation %}{{ f(n-1) }}{{ f(n-1) }}{% endgeneration %}{% endif %}{% endmacro %}{{ f(60) }}",
    "block twice": "{% set ns = namespace(n=0) %}{% block b %}{% set ns = ns %}{{ self.b() if true }}{{ self.b() }}{% endblock %}",
    "block bounded": "{% set n = 0 %}{% block a %}{% endblock %}{% macro f(n) %}{% if n %}{{ f(n-1) }}{{ self.a() }}{{ f(n-1) }}{% endif %}{% endmacro %}{{ f(60) }}",
    "recursive loop": "{% for x in [1, 1] recursive %}{% if loop.depth < 60 %}{{ loop([1, 1]) }}{% endif %}{% endfor %}",
    "recursive loop that keeps nothing": "{% for x in range(90000) if x == 0 recursive %}{% if loop.depth < 200 %}{{ loop(range(90000)) }}{{ loop(range(90000)) }}{% endif %}{% endfor %}",
    "endless macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "joiner and cycler": "{% set c = cycler(1, 2) %}{% set j = joiner('x') %}" + FOREVER.replace("BODY", "{{ c.next() }}{{ j() }}"),
    # --- loops
    "loops": FOREVER.replace("BODY", ""),
    "loops with a filter": FOREVER.replace("{% for j in range(99999) %}", "{% for j in range(99999) if false %}"),
    "loops over a text": LONG + "{% for i in long %}{% for j in long %}{% endfor %}{% endfor %}",
    "loops over pieces": LONG + "{% for i in range(9999) %}{% for j in long.split('b') %}{% endfor %}{% endfor %}",
    "long body": "{% for i in range(90000) %}" + "{{ i }}" * 2000 + "{% endfor %}",
    "long text in a loop": "{% for i in range(90000) %}" + "x" * 20000 + "{% endfor %}",
    "long text in a macro": "{% macro f() %}" + "x" * 20000 + "{% endmacro %}{% for i in range(90000) %}{% set a = f() %}{% endfor %}",
    "map": "{% for i in range(99999) %}{% set a = range(99999) | map('string') | list %}{% endfor %}",
    "select": "{% for i in range(99999) %}{{ range(99999) | select('none') | list }}{% endfor %}",
    "selectattr": "{% for i in range(99999) %}{{ range(99999) | selectattr('a.b.c') | list }}{% endfor %}",
    "long attribute": MANY + "{{ many | map(attribute='a.' * 9000) | list }}",
    "first of nothing": "{% for i in range(99999) %}{{ range(99999) | reject('number') | first }}{% endfor %}",
    "length of a loop": "{% for i in range(99999) %}{% for j in range(99999) | map('abs') %}{{ loop.length }}{% break %}{% endfor %}{% endfor %}",
    # --- texts that double
    **{
        f"doubled by {name}": DOUBLED.replace("STEP", step)
        for name, step in {
            "+": "ns.x + ns.x",
            "~": "ns.x ~ ns.x",
            "*": "ns.x * 2",
            "join": "[ns.x, ns.x] | join",
            "join method": "ns.x.join([ns.x, ns.x, ns.x])",
            "replace": "ns.x | replace('a', ns.x)",
            "replace method": "ns.x.replace('b', ns.x)",
            "format filter": "'%s%s' | format(ns.x, ns.x)",
            "percent": "'%s%s' % (ns.x, ns.x)",
            "percent by name": "'%(a)s%(a)s' % {'a': ns.x}",
            "format method": "'{0}{0}'.format(ns.x)",
            "format by name": "'{a}{a}'.format(a=ns.x)",
            "format_map": "'{a}{a}'.format_map({'a': ns.x})",
            "format conversion": "'{0!r}{0!r}'.format(ns.x)",
            "indent": "(ns.x + '\n' + ns.x) | indent(9)",
            "indent by text": "(ns.x + '\n') | indent(ns.x, true)",
            "center": "ns.x.center(2 * (ns.x | length))",
            "urlencode": "(ns.x + '%') | urlencode",
            "tojson": "ns.x | tojson | tojson | replace('\\\\', ns.x)",
            "string of a list": "[ns.x, ns.x] | string",
            "upper": "(ns.x + ns.x) | upper",
            "expandtabs": "(ns.x ~ '\t').expandtabs(ns.x | length)",
            "map and join": "[ns.x, ns.x] | map('upper') | join(ns.x)",
            "zfill": "ns.x.zfill(3 * (ns.x | length))",
            "truncate": "(ns.x + ns.x) | truncate(10**9)",
            "batch": "[ns.x] | batch(2, ns.x) | first | join",
            "sum": "[ns.x, ns.x] | sum(start='')",
        }.items()
    },
    "set blocks": "{% set a %}xxxxxxxxxx{% endset %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 60,
    "filter blocks": "{% set a = 'xx' %}" + "{% set a %}{% filter upper %}{{ a }}{{ a }}{% endfilter %}{% endset %}" * 60,
    "set blocks with a filter": "{% set a = 'xx' %}" + "{% set a | indent(50) %}{{ a }}\n{{ a }}{% endset %}" * 60,
    "autoescape": "{% set a = '<&' %}" + "{% set a %}{% autoescape true %}{{ a ~ '' }}{{ a ~ '' }}{% endautoescape %}{% endset %}" * 60,
    # --- lists that double
    **{
        f"list by {name}": "{% set ns = namespace(x=[1, 2]) %}{% for i in range(99) %}"
        f"{{% set ns.x = {step} %}}{{% endfor %}}{{{{ ns.x | length }}}}"
        for name, step in {
            "+": "ns.x + ns.x",
            "*": "ns.x * 2",
            "sum": "[ns.x, ns.x] | sum(start=[])",
            "list": "(ns.x + ns.x) | list",
            "slices": "ns.x[:] + ns.x[::-1]",
            "sort": "(ns.x + ns.x) | sort",
            "reverse": "(ns.x + ns.x) | reverse | list",
            "copies": "ns.x.copy() + ns.x.copy()",
            "tuples": "(ns.x + ns.x) | batch(1) | list",
        }.items()
    },
    # --- what is small and means much
    **{
        f"nested {name}": NESTED + step
        for name, step in {
            "printed": "{{ ns.x }}",
            "tojson": "{{ ns.x | tojson }}",
            "tojson indented": "{{ ns.x | tojson(indent=2) }}",
            "string": "{{ ns.x | string | length }}",
            "joined": "{{ ns.x | join }}",
            "concatenated": "{{ ns.x ~ 'a' }}",
            "compared": "{% set a = ns.x %}{% for i in range(90) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x == [ns.x[0], ns.x[1]] }}{{ a < [a[0], a[1], 1] }}",
            "searched": "{{ [ns.x[0], ns.x[0]] in [ns.x, 1] }}",
            "tested": "{{ [ns.x[0], [ns.x[1]]] is eq ns.x }}",
            "formatted": "{{ '%s' % [ns.x] }}",
            "format method": "{{ '{}'.format(ns.x) }}",
            "sorted": "{{ [ns.x, [ns.x[0], ns.x[1]]] | sort | length }}",
            "maximum": "{{ [ns.x, [ns.x[0], ns.x[1]]] | max | length }}",
            "unique": "{{ [ns.x] | unique | list | length }}",
            "grouped": "{{ [{'a': ns.x}, {'a': [ns.x[0], ns.x[1]]}] | groupby('a') | length }}",
            "indexed": "{{ [ns.x].index([ns.x[0], ns.x[1]]) }}",
            "upper": "{{ ns.x | upper }}",
            "replaced": "{{ ns.x | replace('a', 'b') }}",
            "refused": "{{ raise_exception(ns.x) }}",
            "urlencoded": "{{ {'a': ns.x} | urlencode }}",
            "changed": "{% for i in [1, 2] %}{{ loop.changed([ns.x[0], ns.x[1]]) }}{% endfor %}",
        }.items()
    },
    "tuples as keys": "{% set ns = namespace(x=('a',)) %}{% for i in range(90) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {ns.x: 1} }}",
    "tuples looked up": "{% set ns = namespace(x=('a',)) %}{% for i in range(90) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{% set d = {} %}{{ d[ns.x] }}",
    "tuples in a mapping": "{% set ns = namespace(x=('a',)) %}{% for i in range(90) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ ns.x in {} }}",
    "tuples got": "{% set ns = namespace(x=('a',)) %}{% for i in range(90) %}{% set ns.x = (ns.x, ns.x) %}{% endfor %}{{ {}.get(ns.x) }}",
    "deep tuple as a key": "{% set ns = namespace(x=('a',)) %}{% for i in range(99999) %}{% set ns.x = (ns.x,) %}{% endfor %}{{ {ns.x: 1} }}",
    "deep list printed": "{% set ns = namespace(x=[]) %}{% for i in range(99999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
    "tojson of lists in lists": "{% set a = [0] * 10000 %}{% set a = [a] * 10000 %}{% set a = a | tojson %}",
    "nested namespaces": "{% set a = namespace(x='ab') %}" + "{% set b = namespace(x=a, y=a) %}{% set a = namespace(x=b, y=b) %}" * 40 + "{{ [a] }}",
    "namespace in itself": "{% set ns = namespace() %}{% set ns.x = [ns, ns] %}{{ ns.x }}",
    # --- numbers
    "power": "{{ ((9 ** 9999) ** 9999) ** 9999 }}",
    "large power": "{{ 10 ** (10 ** 10) }}",
    "products": "{% set ns = namespace(x=3) %}{% for i in range(99) %}{% set ns.x = ns.x * ns.x %}{% endfor %}{{ ns.x }}",
    "large shift": "{{ 2.0 ** 99999 }}",
    "round": "{{ 42 | round(10 ** 9, 'floor') }}",
    "round down": "{{ 42 | round(-10 ** 9) }}",
    "number of many digits": "{{ ('9' * 4000) | int * 1 ** 1 + (('9' * 4000) | int) ** 99 }}",
    "hexadecimal": "{{ (('f' * 90000) | int(0, 16)) * 2 }}",
    # --- sizes in arguments
    **{
        f"width of {name}": "{{ " + step + " }}"
        for name, step in {
            "center": "'a'.center(10 ** 12)",
            "center filter": "'a' | center(10 ** 12)",
            "ljust": "'a'.ljust(10 ** 11)",
            "rjust": "'a'.rjust(width=10 ** 11) if false else 'a'.rjust(10 ** 11)",
            "zfill": "'1'.zfill(10 ** 11)",
            "expandtabs": "'\t'.expandtabs(2 ** 31 - 1)",
            "expandtabs by name": "'\t'.expandtabs(tabsize=2 ** 31 - 1)",
            "percent": "'%999999999999d' % 3",
            "percent star": "'%*d' % (10 ** 9, 3)",
            "precision": "'%.999999999f' % 3",
            "percent filter": "'%999999999d' | format(3)",
            "format method": "'{:999999999}'.format(3)",
            "format in format": "'{:{w}}'.format(3, w=999999999)",
            "format precision": "'{:.999999999f}'.format(3.0)",
            "indent": "'a\nb' | indent(3000000000)",
            "json indent": "[[1]] | tojson(indent=3000000000)",
            "json separators": "([1] * 9000) | tojson(separators=['x' * 90000, 'y'])",
            "batch": "[1] | batch(10 ** 10, 'x') | list",
            "slice": "[1] | slice(10 ** 10) | list",
            "range": "range(10 ** 12) | list",
            "product": "'a' * 10 ** 12",
            "negative product": "-1 * -(10 ** 12) * 'a'",
            "list product": "[1] * 10 ** 12",
            "product in a list": "[[0] * 10 ** 6] * 10 ** 6",
            "time": "strftime_now('%999999999d' * 99)",
        }.items()
    },
    # --- work without a result
    "strip": LONG + "{% for i in range(9999) %}{% set a = long.strip('b' * 9000 ~ 'a') %}{% endfor %}",
    "find": LONG + "{% for i in range(99999) %}{% set a = long.find('c') %}{% endfor %}",
    "find badly": LONG + "{% for i in range(99999) %}{% set a = ('ab' * 40 ~ 'c') in long %}{% endfor %}",
    "count": LONG + "{% for i in range(99999) %}{% set a = long.count('ba') %}{% endfor %}",
    "is upper": LONG + "{% for i in range(99999) %}{% set a = long.isupper() %}{% endfor %}",
    "is lower test": LONG + "{% for i in range(99999) %}{% set a = long is lower %}{% endfor %}",
    "trim": LONG + "{% for i in range(99999) %}{% set a = long | trim %}{% endfor %}",
    "wordcount": LONG + "{% for i in range(99999) %}{% set a = long | wordcount %}{% endfor %}",
    "title": LONG + "{% for i in range(99999) %}{% set a = long | title %}{% endfor %}",
    "escape": LONG + "{% for i in range(99999) %}{% set a = long | e %}{% endfor %}",
    "split": LONG + "{% for i in range(99999) %}{% set a = long.split('a') %}{% endfor %}",
    "split spaces": "{% set l = 'a ' * 20000 %}{% for i in range(99999) %}{% set a = l.split() %}{% endfor %}",
    "split lines": "{% set l = '\n' * 40000 %}{% for i in range(99999) %}{% set a = l.splitlines() %}{% endfor %}",
    "partition": LONG + "{% for i in range(99999) %}{% set a = long.partition('x') %}{% endfor %}",
    "slice": LONG + "{% for i in range(99999) %}{% set a = long[1:] %}{% endfor %}",
    "slice a list": MANY + "{% for i in range(99999) %}{% set a = many[1:] %}{% endfor %}",
    "search a list": MANY + "{% for i in range(99999) %}{% set a = 'y' in many %}{% endfor %}",
    "search by test": MANY + "{% for i in range(99999) %}{% set a = 'y' is in many %}{% endfor %}",
    "sort": MANY + "{% for i in range(99999) %}{% set a = many | sort %}{% endfor %}",
    "unique": MANY + "{% for i in range(99999) %}{% set a = many | unique | list %}{% endfor %}",
    "join": MANY + "{% for i in range(99999) %}{% set a = many | join %}{% endfor %}",
    "sum": "{% for i in range(99999) %}{% set a = range(99999) | sum %}{% endfor %}",
    "last": MANY + "{% for i in range(99999) %}{% set a = many | reverse | list | last %}{% endfor %}",
    "copy": MANY + "{% for i in range(99999) %}{% set a = many.copy() %}{% endfor %}",
    "index": MANY + "{% for i in range(99999) %}{% set a = many.count('y') %}{% endfor %}",
    "dict of pairs": MANY + "{% for i in range(99999) %}{% set a = dict(many | map('list')) %}{% endfor %}",
    "arguments": MANY + "{% macro f() %}{{ varargs | length }}{% endmacro %}{% for i in range(99999) %}{% set a = f(*many) %}{% endfor %}",
    "number texts": "{% set n = 7 ** 1400 %}{% for i in range(99999) %}{% for j in range(9999) %}{% set a = n | string %}{% endfor %}{% endfor %}",
    # --- ways out
    "classes": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "classes by item": "{{ ''['__class__'] }}{{ ''['__class__'].x }}",
    "classes by filter": "{{ ('' | attr('__class__')).x }}",
    "classes by map": "{{ ([''] | map(attribute='__class__') | first).x }}",
    "globals": "{{ cycler.__init__.__globals__ }}",
    "globals of a function": "{{ range.__globals__.x }}",
    "what a function calls": "{{ range._call.x }}",
    "what a partial calls": "{{ strftime_now._call('%Y') }}",
    "generator frames": "{{ ([1] | map('string')).gi_frame.f_globals }}",
    "format attributes": "{{ '{0.__class__}'.format(messages) }}{{ undefined.x.y }}",
    "format of a filter": "{{ ('{0.__class__.__mro__}' | attr('format'))(messages).x }}",
    "format_map attributes": "{{ '{a.__class__}'.format_map({'a': 1}).x }}{{ undefined.x.y }}",
    "format by map": "{{ ['{0.__class__}'] | map('format', messages) | first }}{{ u.x.y }}",
    "namespace attributes": "{{ namespace(a=1).__class__.x }}",
    "change": "{{ messages.append(1) }}",
    "change a mapping": "{{ messages[0].update({'a': 1}) }}",
    "clear": "{{ messages.clear() }}",
    "environment": "{{ self._TemplateReference__context.environment.x }}",
    "bytes": "{{ 'a'.encode('utf-8') }}",
    "translate": "{{ 'a'.translate({97: 'x' * 99}) }}",
    "file": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "extends": "{% extends 'x' %}",
    "from import": "{% from 'os' import system %}",
    "unknown filter": "{{ messages | pprint }}",
    "web filter": "{{ 'a' | urlize }}",
    "refund": "{{ [1] | map('enter !', -10 ** 12) | list }}" + FOREVER.replace("BODY", ""),
    "address of a function": "{{ range }}",
    "address of a method": "{{ messages[0].items }}",
    "address in a list": "{{ [range] | join }}",
    # --- what cannot be compiled
    "syntax": "{% if %}",
    "nested brackets": "{{ " + "(" * 20000 + "1" + ")" * 20000 + " }}",
    "nested lists": "{{ " + "[" * 500 + "]" * 500 + " }}",
    "nested ifs": "{% if 1 %}" * 400 + "{% endif %}" * 400,
    "nested loops": "{% for a in b %}" * 60 + "{% endfor %}" * 60,
    "nots": "{{ " + "not " * 20000 + "1 }}",
    "sums": "{{ 1" + " + 1" * 20000 + " }}",
    "number literal": "{{ " + "9" * 9000 + " }}",
    "float literal": "{{ 1e999999999 | int }}",
    "surrogate": "{{ 'a\ud800' ~ messages.x.y }}",
    "null": "{{ 'a\0' }}{{ x.y.z }}",
    "too long": "x" * 1_100_000,
    "two blocks": "{% block a %}{% endblock %}{% block a %}{% endblock %}",
    "loop assigned": "{% for loop in [1] %}{% endfor %}",
    "refusal": "{{ raise_exception('only one system message') }}",
    "division": "{{ 1 // 0 }}",
    "assertion": "{{ 'abc' | truncate(1, false, 'very long') }}",
    "wrong format": "{{ '%d' % 'a' }}",
    "wrong argument": "{{ 'a'.split(1, 2, 3) }}",
}  # fmt: skip


def attempt(template: str) -> Any:
    """Render it with a small conversation and a fiftieth of the allowance, which is soon spent."""
    allowance.BASE = 20_000
    return attempt_all(template)


def attempt_all(template: str) -> Any:
    """The same with the whole allowance."""
    messages = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]
    return render(template, {"messages": messages, "bos_token": "<s>"}, name="x.jinja")
