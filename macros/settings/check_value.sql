{#
  Stop, with one line, at a value that a var cannot have.

  name, value: of the var.
  kind: what the list says it is (see settings): `one of` some words, or one of the kinds below; after share, number, count,
  days and money may stand a range.
#}
{% macro check_value(name, value, kind) %}
    {% set may_be_empty = kind.endswith(' or empty') %}
    {% set kind, range = (kind | replace(' or empty', '') ~ ' ').split(' ', 1) %}
    {% set numbers = {
        'share': ('a share', '[0, 1]'),
        'number': ('a number', none),
        'count': ('a whole number', '[1, 1000000000]'),
        'days': ('a whole number of days', '[1, 1000000]'),
        'money': ('an amount of money', '[0, 1000000000000)'),
    } %}
    {% set one_word = value is string or value is not iterable and value is not none and value is not boolean %}
    {% set listed = value if value is iterable and value is not string and value is not mapping else [] %}

    {% if kind in numbers %}
        {% set words, usual_range = numbers[kind] %}
        {% set range = range | trim or usual_range %}
        {% set low, high = range[1:-1].split(', ') | map('float') %}
        {% set fits = value is number and value is not boolean and (value is integer or kind not in ['count', 'days'])
            and low <= value <= high and (value != low or range[0] == '[') and (value != high or range[-1] == ']') %}
        {% set words = words ~ ', ' ~ ('at least ' if range[0] == '[' else 'more than ') ~ '{:,.15g}'.format(low)
            ~ ' and ' ~ ('at most ' if range[-1] == ']' else 'less than ') ~ '{:,.15g}'.format(high) %}
    {% elif kind == 'one' %}
        {% set words = 'one ' ~ range | trim %}
        {% set fits = value is string and value in words[7:].split(', ') %}
    {% elif kind == 'day' %}
        {% set words = 'a day, YYYY-MM-DD' %}
        {% set fits = one_word and modules.re.fullmatch('[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', value | string) %}
        {% if fits %}
            {# The day of the month stays one when the days before it are gone by. #}
            {% set year, month, day = (value | string).split('-') | map('int') %}
            {% set days_on = modules.datetime.timedelta(days=day - 1) %}
            {% set fits = (modules.datetime.date(year, month, 1) + days_on).month == month %}
        {% endif %}
    {% elif kind == 'scale' %}
        {% set words = 'a list of the lowest and the highest rating' %}
        {% set fits = listed | length == 2 and listed | select('number') | reject('boolean') | list | length == 2 and listed[0] < listed[1] %}
    {% elif kind == 'names' %}
        {% set words = 'a list of names' %}
        {% set fits = listed and listed | select('string') | list | length == listed | length %}
    {% elif kind == 'shops' %}
        {% set words = 'a shop a line, with the list of tables that it has and its time_zone' %}
        {% set fits = value is mapping and value.values() | select('mapping') | selectattr('tables', 'iterable') | list | length == value | length %}
    {% else %}
        {% set words = 'a ' ~ kind ~ range %}
        {% set fits = one_word %}
    {% endif %}

    {% if not fits and not (may_be_empty and (value is none or value in ['', []])) %}
        {{ stop(name ~ ' is ' ~ words ~ (', or empty' if may_be_empty else '') ~ ', not ' ~ tojson(value, value | string) | truncate(80)) }}
    {% endif %}
{% endmacro %}
