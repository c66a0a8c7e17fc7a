{#
  What a table promises, asked in one pass: its grain, what is never missing, the ranges of its columns, and conditions that hold in
  every row. Fails with a row for each promise that is broken, in words, and how many rows break it.

  key: the columns that no two rows share; none of them is missing.
  also_unique: further lists of columns that no two rows share, none of them missing.
  may_be_missing: those of the key that may be missing; a missing value counts as one of its own.
  not_null: other columns that are never missing.
  ranges: for a column, what follows it in SQL (between 0 and 1, >= 1); a missing value passes.
  conditions: for a name that says it in words, a condition; a row for which it is unknown (null) fails.
#}
{% test sound(model, key=[], also_unique=[], may_be_missing=[], not_null=[], ranges={}, conditions={}) %}
{% set keys = ([key] if key else []) + also_unique %}
{% set present = (key | reject('in', may_be_missing) | list + also_unique | sum(start=[]) + not_null) | unique %}
with

{% for columns in keys %}
repeated_{{ loop.index }} as (

    select count(*) as n_rows
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1

),

{% endfor %}
broken as (

    select
        case
            {% for column in present %}
            when {{ column }} is null then '{{ column }} is missing'
            {% endfor %}
            {% for column, range in ranges.items() %}
            when not {{ column }} {{ range }} then {{ dbt.string_literal(dbt.escape_single_quotes(column ~ ' is not ' ~ range)) }}
            {% endfor %}
            {% for name, condition in conditions.items() %}
            when ({{ condition }}) is not true then '{{ name }}'
            {% endfor %}
            when false then ''
        end as promise
    from {{ model }}

)

select
    promise,
    count(*) as n_rows
from broken
where promise is not null
group by promise
{% for columns in keys %}
union all
select
    '{{ columns | join(", ") }} is not unique' as promise,
    n_rows
from repeated_{{ loop.index }}
{% endfor %}
{% endtest %}
