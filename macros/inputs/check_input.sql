{#
  The select that types and judges every row of an input table: nothing is dropped, each row either is good
  (reject_reason is null) or says why not.

  table: a table of the contract.
  Columns: row_number (1 is the first row after the header), the contract's columns typed, reject_reason. What a
  rejected row looked like as it came stands in rejected_rows. An optional table that the shop lacks gives no rows.
  Two rows are duplicates where the contract's columns and all others that the shop brings (a line number, say) are equal.
#}
{% macro check_input(table) %}
    {%- set spec = contract()[table] -%}
    {%- set relation = input(table) -%}
    {%- set columns = spec['columns'] -%}
    {%- set parents = spec.get('references', {}) -%}
    {%- for parent in parents.values() -%} {%- do ref('stg_' ~ parent) -%} {%- endfor -%}
    {%- set raw_types = {} -%}
    {%- set traits = [] -%}
    {%- set others = [] -%}
    {%- if execute and relation is not none -%}
        {%- for found in adapter.get_columns_in_relation(relation) -%}
            {%- do raw_types.update({found.name | lower: found.data_type}) -%}
            {%- if spec.get('traits') and (found.name | lower).startswith('trait_') -%}
                {%- do traits.append(quoted(found.name)) -%}
            {%- elif (found.name | lower) not in columns and (found.name | lower) not in line_defects() -%}
                {%- do others.append(quoted(found.name)) -%}
            {%- endif -%}
        {%- endfor -%}
        {#- Without a build before it, as in dbt compile, there are no columns to check. -#}
        {{ check_columns(table, raw_types.keys() | list, relation.identifier) if raw_types }}
    {%- endif -%}
    {%- set typed_columns = columns.keys() | list + traits %}

with

raw as (

    {{ numbered_input(table) }}

),

typed as (

    select
        row_number,
        {% for column, rule in columns.items() %}
        {% set type = column_type(rule['type'], column) | trim %}
        {{ to_type('raw.' ~ column, raw_types[column], type) if column in raw_types else 'cast(null as ' ~ type ~ ')' }} as {{ column }},
        {% endfor %}
        {% for trait in traits %}
        case when trim(cast(raw.{{ trait }} as varchar)) <> '' then cast(raw.{{ trait }} as varchar) end as {{ trait | lower }},
        {% endfor %}
        raw
    from raw

),

judged as (

    select
        typed.row_number,
        {% for column in typed_columns %}
        typed.{{ column }},
        {% endfor %}
        {% if not raw_types %}
        cast(null as varchar) as reject_reason
        {% else %}
        case
            {% for defect, reason in line_defects().items() if defect in raw_types %}
            when typed.raw.{{ defect }} is not null then '{{ reason }}'
            {% endfor %}
            {% for column, rule in columns.items() if column in raw_types %}
            {% if rule['type'] != 'text' %}
            {#- Ids with gaps become floating point in some tools, and a gap becomes NaN. -#}
            {%- set nothing = "('', 'nan')" if rule['type'] == 'id' else "('')" %}
            when typed.{{ column }} is null and trim(cast(typed.raw.{{ column }} as varchar)) not in {{ nothing }}
                then '{{ column }} is not {{ kind_in_words(rule["type"]) }}'
            {% endif %}
            {% if rule.get('required') and not rule.get('nullable') %}
            when typed.{{ column }} is null then '{{ column }} is missing'
            {% endif %}
            {% for condition, reason in rule.get('checks', []) %}
            when not ({{ condition }}) then '{{ reason }}'
            {% endfor %}
            {% if rule.get('past') %}
            when typed.{{ column }} >= {{ end_of_time() }} then '{{ column }} is in the future'
            {% endif %}
            {% endfor %}
            {% for column, parent in parents.items() %}
            when {{ parent }}.known is null then '{{ column }} is not in {{ parent }}'
            {% endfor %}
        end as reject_reason
        {% endif %}
        {%- for other in others %},
        typed.raw.{{ other }} as other_{{ loop.index }}
        {%- endfor %}

    from typed
    {% for column, parent in parents.items() if raw_types %}
    left join (select {{ column }} as known from {{ ref('stg_' ~ parent) }}) as {{ parent }}
        on typed.{{ column }} = {{ parent }}.known
    {% endfor %}

),

{% if not spec.get('merge') %}
compared as (

    select
        row_number,
        row_number() over (
            partition by {{ typed_columns | join(', ') }}
            {%- for other in others %}, other_{{ loop.index }}{% endfor %}

            order by row_number
        ) as nth_equal
        {%- if 'key' in spec %},
        row_number() over (
            partition by {{ spec['key'] | join(', ') }}
            order by
                {% if 'newest' in spec %}{{ spec['newest'] }} desc nulls last, {% endif -%}
                {{ typed_columns | join(' nulls last, ') }} nulls last, row_number
        ) as nth_of_key
        {%- endif %}
    from judged
    where reject_reason is null

),

duplicates as (

    select
        row_number,
        {% if 'key' in spec %}
        case
            when nth_equal > 1 then 'duplicate of another row'
            else 'another row has the same {{ spec["key"] | join(" and ") }}'
        end as reject_reason
    from compared
    where nth_equal > 1 or nth_of_key > 1
        {% else %}
        'duplicate of another row' as reject_reason
    from compared
    where nth_equal > 1
        {% endif %}

),

decided as (

    select
        judged.* replace (coalesce(judged.reject_reason, duplicates.reject_reason) as reject_reason)
    from judged
    left join duplicates on judged.row_number = duplicates.row_number

)

{% else %}
decided as (select * from judged)

{% endif %}
select
    row_number,
    {{ typed_columns | join(',\n    ') }},
    reject_reason
from decided
{% endmacro %}
