"""Templates that somebody could write, by mistake or not, to compute, call, load or reach into Python."""

from tests.hostile import TEMPLATES

HOSTILE = [
    *("{{ ''.__class__ }}", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ facts.__init__ }}"),
    *("{{ facts.__class__.__init__.__globals__ }}", "{{ facts['__class__'] }}", "{{ facts.contact.upper }}"),
    *(
        "{{ facts|attr('__class__') }}",
        "{{ facts.contact|attr('__class__') }}",
        "{{ facts.quotes|map('upper') }}",
    ),
    *("{{ '%1000000000s'|format('x') }}", "{{ facts.contact|replace('a', 'b') }}", "{{ facts.quotes|list }}"),
    *(
        "{{ facts.contact|center(1000000000) }}",
        "{{ facts.contact|indent(1000000000) }}",
        "{{ facts|pprint }}",
    ),
    *("{{ facts.quotes|join(attribute='__class__') }}", "{{ facts.quotes|join(', ', '__class__') }}"),
    *("{{ facts.quotes|sort }}", "{{ facts.quotes|random }}", "{{ facts.contact|safe }}", "{{ 9|tojson }}"),
    *(
        "{{ 'a' * 10**9 }}",
        "{{ 10**9**9 }}",
        "{{ 7*7 }}",
        "{{ 1 + 1 }}",
        "{{ -1 }}",
        "{{ 'a' ~ 'b' }}",
        "{{ 5 % 2 }}",
    ),
    *(
        "{{ facts.contact * 1000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ (1, 2) }}",
        "{{ {'a': 1} }}",
        "{{ [] }}",
    ),
    *("{{ range(10) }}", "{{ lipsum(n=1000) }}", "{{ cycler('a') }}", "{{ dict(a=1) }}", "{{ namespace() }}"),
    *("{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ self }}", "{{ self.__init__ }}"),
    *("{{ config }}", "{{ request }}", "{{ loop }}", "{{ joiner }}", "{{ undefined_name }}", "{{ facts }}"),
    *("{{ facts() }}", "{{ facts.contact() }}", "{{ facts.quotes[0] }}", "{{ facts.contact[:3] }}"),
    *("{{ facts.budget }}", "{{ facts.objections }}", "{{ facts.notes }}", "{{ facts.contact.x }}"),
    *("{% for i in range(10**9) %}x{% endfor %}", "{% for i in facts.contact %}{{ i }}{% endfor %}"),
    *(
        "{% for i in 'abc' %}x{% endfor %}",
        "{% for i in [1, 2] %}x{% endfor %}",
        "{% for a, b in facts.quotes %}x{% endfor %}",
    ),
    "{% for a in facts.quotes %}{% for b in facts.quotes %}x{% endfor %}{% endfor %}",
    "{% for a in facts.quotes if a %}x{% endfor %}",
    "{% for a in facts.quotes recursive %}{{ loop(facts.quotes) }}{% endfor %}",
    "{% for facts in facts.quotes %}{{ facts }}{% endfor %}",
    "{% for a in facts.quotes %}{{ loop.index }}{% endfor %}",
    "{% for a in facts.quotes %}{{ a.__class__ }}{% endfor %}",
    "{% for a in facts.quotes %}x{% endfor %}{{ a }}",
    "{% for __x in facts.quotes %}{{ __x }}{% endfor %}",
    "{% for a in facts.quotes|map('upper') %}x{% endfor %}",
    *(
        "{% include 'joint.en.txt.j2' %}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{% from 'x' import y %}",
    ),
    *("{% extends 'x' %}", "{% block a %}{% endblock %}", "{% macro a() %}{% endmacro %}", "{% set a = 1 %}"),
    *("{% set a %}x{% endset %}", "{% set ns.a = 1 %}", "{% with a = 1 %}{{ a }}{% endwith %}"),
    *(
        "{% filter upper %}x{% endfilter %}",
        "{% call x() %}{% endcall %}",
        "{% autoescape true %}x{% endautoescape %}",
    ),
    *("{% do x %}", "{% trans %}x{% endtrans %}", "{% debug %}", "{% break %}", "{% continue %}"),
    *(
        "{{ facts.quotes }}",
        "{{ facts.quotes|upper }}",
        "{{ facts.times|default('x') }}",
        "{{ facts.times|trim }}",
    ),
    *(
        "{{ 'x' if facts.ae else 'y' }}",
        "{{ facts.ae is defined }}",
        "{% if facts.ae is string %}x{% endif %}",
    ),
    *(
        "{% if 'x' in facts.ae %}x{% endif %}",
        "{% if facts.ae < 3 %}x{% endif %}",
        "{% if range(9) %}x{% endif %}",
    ),
    *(
        "{{ facts.ae|default(facts) }}",
        "{{ facts.ae|default('x', true, 1) }}",
        "{{ facts.ae|join(*facts.quotes) }}",
    ),
    *(
        "{{ ''|default(x) }}",
        "{{ facts.ae",
        "{% if facts.ae %}",
        "{% endif %}",
        "{{ }}",
        "{% %}",
        "{# never closed",
        "{{ '\\x' }}",
    ),
    *(
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{{ " + "9" * 5000 + " }}",
        "{{ not " * 1 + "not " * 3000 + "1 }}",
    ),
    *("{% if facts.ae %}" * 200 + "x" + "{% endif %}" * 200, "{{ 1" + " or 1" * 2000 + " }}"),
    *(
        "{{ facts.ae" + "|trim" * 1000 + " }}",
        "{{ [" * 900 + "]" * 900 + " }}",
        "{{ facts" + ".ae" * 1000 + " }}",
    ),
]
FAILS_WHEN_TRIED = [
    *("{{ facts.quotes|first }}", "{{ facts.times|last }}"),  # once there are none
    *("{{ facts.use_case }}" * 7, "{{ facts.ae }}" * 50),  # too long
]
TYPED = [
    one
    for one in TEMPLATES
    if ("{{" in one or "{%" in one) and one not in ("{{ facts.company }}", "{% raw %}")
]
