{#
  What the last build of an earlier day in the same file has learned of each segment (or all) and offer: the select that reads it from
  offer_memory, without rows before a second build. A rebuild of one day reads the same, so that the plan of a day stays.
#}
{% macro learned_choices() %}
    {%- set columns = [
        'segment', 'offer_id', 'n_contacts', 'n_responses', 'mean', 'worth', 'is_stopped', 'propensity', 'as_of',
    ] -%}
    {%- set memory = last_build_of('offer_memory', columns + ['shop']) -%}
    {%- if memory -%}
    select
        {% for column in columns %}
        kept.{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ memory }} as kept
    inner join {{ ref('this_build') }} as this_build on kept.shop = this_build.shop and kept.as_of < this_build.as_of
    qualify kept.as_of = max(kept.as_of) over ()
    {%- else -%}
    select
        cast(null as varchar) as segment,
        cast(null as varchar) as offer_id,
        cast(null as bigint) as n_contacts,
        cast(null as bigint) as n_responses,
        cast(null as double) as mean,
        cast(null as double) as worth,
        cast(null as boolean) as is_stopped,
        cast(null as double) as propensity,
        as_of
    from {{ ref('this_build') }}
    where false
    {%- endif -%}
{% endmacro %}
