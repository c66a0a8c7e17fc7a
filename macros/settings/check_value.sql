{#
  Stop, with one line, at a value that a var cannot have.

  name, value: of the var.
  kind: what the list says it is (see settings): `one of` some words, or one of the kinds below; after share, number, count,
  days and money may stand a range.
#}
{% macro check_value(name, value, kind) %}
    {% set may_be_empty = kind.endswith(' or empty') %}
    {% if may_be_empty and (value is none or value in ['', []]) %}
        {{ return('') }}
    {% endif %}
    {% set kind, _, range = (kind[:-9] if may_be_empty else kind).partition(' ') %}
    {% set is_word = value is string or value is not iterable and value is not none and value is not boolean %}
    {% set entries = value if value is iterable and value is not string and value is not mapping else [] %}

    {% if kind in ['share', 'number', 'count', 'days', 'money'] %}
        {% set words, usual_range = {
            'share': ('a share', '[0, 1]'),
            'number': ('a number', none),
            'count': ('a whole number', '[1, 1000000000]'),
            'days': ('a whole number of days', '[1, 1000000]'),
            'money': ('an amount of money', '[0, 1000000000000)'),
        }[kind] %}
        {% set range = range or usual_range %}
        {% set low, high = range[1:-1].split(', ') | map('float') %}
        {% set fits = value is number and value is not boolean and (value is integer or kind not in ['count', 'days'])
            and low <= value <= high and (value != low or range[0] == '[') and (value != high or range[-1] == ']') %}
        {% set words = words ~ ', ' ~ ('at least ' if range[0] == '[' else 'more than ') ~ '{:,.15g}'.format(low)
            ~ ' and ' ~ ('at most ' if range[-1] == ']' else 'less than ') ~ '{:,.15g}'.format(high) %}
    {% elif kind == 'one' %}
        {% set words = 'one ' ~ range %}
        {% set fits = value is string and value in range[3:].split(', ') %}
    {% elif kind == 'day' %}
        {% set words = 'a day, YYYY-MM-DD' %}
        {% set fits = is_word and modules.re.fullmatch('[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])', value | string) %}
        {% if fits %}
            {% set year, month, day = (value | string).split('-') | map('int') %}
            {% set first = modules.datetime.date(year, month, 1) %}
            {% set fits = (first + modules.datetime.timedelta(days=day - 1)).month == month %}
        {% endif %}
    {% elif kind == 'scale' %}
        {% set words = 'a list of the lowest and the highest rating' %}
        {% set fits = entries | select('number') | reject('boolean') | list | length == entries | length == 2 and entries[0] < entries[1] %}
    {% elif kind == 'names' %}
        {% set words = 'a list of names' %}
        {% set fits = entries and entries | reject('string') | list == [] %}
    {% else %}
        {% set words = ('a ' ~ kind ~ ' ' ~ range) | trim %}
        {% set fits = is_word %}
    {% endif %}

    {% if not fits %}
        {% set written = tojson(value) if value is string or value is none or value is boolean else value | string %}
        {{ stop(name ~ ' is ' ~ words ~ (', or empty' if may_be_empty else '') ~ ', not ' ~ written | truncate(80)) }}
    {% endif %}
{% endmacro %}
