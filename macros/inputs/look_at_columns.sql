{#
  The query whose one row says how the text columns of an input table are written.

  looks: a list of (column, kind: time, number, money or id, SQL expression of its cleaned text).
  relation: what brings the table.
#}
{% macro look_at_columns(looks, relation) %}
    {%- set date = '^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})(?:[^0-9]|$)' -%}
    select
        {% for column, kind, text in looks %}
        {% if kind == 'time' %}
        count({{ column }}) as {{ column }}_all,
        count(*) filter (
            where regexp_full_match({{ column }}, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?)?')
        ) as {{ column }}_plain,
        count(*) filter (where regexp_matches({{ column }}, '^[0-9]{4}[-/.年]')) as {{ column }}_year_first,
        {% for place in ['first', 'second', 'third'] %}
        max(try_cast(regexp_extract({{ column }}, '{{ date }}', {{ loop.index }}) as integer)) as {{ column }}_{{ place }},
        {% endfor %}
        {% elif kind in ['number', 'money'] %}
        {#- A fraction of other than three digits, or of nothing, or behind other than groups of three, tells the sign; 1,299 may be either, and of money
            1.299, too: a quantity of 1.000 is one. -#}
        count(*) filter (where regexp_matches({{ column }}, '(^|[^0-9.])[+-]?[0-9]*,([0-9]{1,2}|[0-9]{4,})?([^0-9,.]|$)|(^|[^0-9])0,[0-9]+([^0-9,.]|$)|[0-9]\.[0-9]{3},[0-9]|\.[0-9]{3}\.|[0-9]{4},[0-9]')) as {{ column }}_commas,
        count(*) filter (where regexp_matches({{ column }}, '(^|[^0-9,])[+-]?[0-9]*\.([0-9]{1,2}|[0-9]{4,})?([^0-9,.]|$)|(^|[^0-9])0\.[0-9]+([^0-9,.]|$)|[0-9],[0-9]{3}\.[0-9]|,[0-9]{2,3},|[0-9]{4}\.[0-9]')) as {{ column }}_points,
        count(*) filter (where regexp_matches({{ column }}, '(^|[^0-9])[1-9][0-9]{0,2}{{ '[,.]' if kind == 'money' else ',' }}[0-9]{3}([^0-9,.]|$)')) as {{ column }}_either,
        {% else %}
        count(*) filter (where regexp_full_match({{ column }}, '[+-]?[0-9]+\.0+')) as {{ column }}_broken,
        count(*) filter (where not regexp_full_match({{ column }}, '[+-]?[0-9]+(\.0+)?')) as {{ column }}_other,
        {% endif %}
        {% endfor %}
    from (
        select
            {% for column, _, text in looks %}
            {{ text }} as {{ column }}{{ ',' if not loop.last }}
            {% endfor %}
        from {{ relation }} as raw
    ) as values
{% endmacro %}
