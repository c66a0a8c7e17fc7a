{#
  The select that types and judges every row of an input table: nothing is dropped, each row either is good
  (reject_reason is null) or says why not.

  table: a table of the contract.
  Columns: row_number (1 is the first row after the header), the contract's columns typed, unread (the optional columns whose value could not be
  used, see input_notes), reject_reason. What a rejected row looked like as it came stands in rejected_rows. An optional table that the shop
  lacks gives no rows. Two rows are duplicates where the contract's columns and all others that the shop brings are equal; in a table that
  adds up (order_lines) only where a line number tells lines apart, or the shop says so.
#}
{% macro check_input(table) %}
    {%- set spec = contract()[table] -%}
    {%- set relation = input(table) -%}
    {%- set columns = spec['columns'] -%}
    {%- set parents = spec.get('references', {}) -%}
    {%- for parent in parents.values() -%} {%- do ref('stg_' ~ parent) -%} {%- endfor -%}
    {%- for rule in columns.values() if rule.about -%} {%- do words_about(rule.about) -%} {%- endfor -%}
    {%- set raw_types = {} -%}
    {%- set traits = [] -%}
    {%- set others = [] -%}
    {%- if execute and relation is not none -%}
        {%- for found in adapter.get_columns_in_relation(relation) -%}
            {%- do raw_types.update({found.name | lower: 'VARCHAR' if found.is_string() else found.data_type}) -%}
            {%- if spec.get('traits') and (found.name | lower).startswith('trait_') -%}
                {%- do traits.append(quoted(found.name)) -%}
            {%- elif (found.name | lower) not in columns and (found.name | lower) not in line_defects() -%}
                {%- do others.append(quoted(found.name)) -%}
            {%- endif -%}
        {%- endfor -%}
        {#- Without a build before it, as in dbt compile, there are no columns to check. -#}
        {{ check_columns(table, raw_types.keys() | list, relation.identifier) if raw_types }}
    {%- endif -%}
    {%- set typed_columns = columns.keys() | list + traits -%}
    {%- set said = input_format(table) -%}
    {%- set formats = column_formats(table, relation, raw_types) if raw_types else {} -%}
    {%- set words = [] -%}
    {%- set split = [] -%}
    {%- for column, rule in columns.items() if column in raw_types -%}
        {#- A number may be neither yes nor no: 2, or what a data frame has where nothing was said. -#}
        {%- if rule.about and (raw_types[column] | upper != 'BOOLEAN' or rule.type != 'boolean') -%} {%- do words.append(column) -%} {%- endif -%}
        {%- if rule.type == 'time' and raw_types[column] | upper == 'VARCHAR' and not formats[column].is_plain -%} {%- do split.append(column) -%} {%- endif -%}
    {%- endfor -%}
    {#- Where order lines say again what the order said, an export may leave it empty. -#}
    {%- set filled = [] -%}
    {%- if spec.filled_by in raw_types -%}
        {%- for column, rule in columns.items() if rule.filled and raw_types[column] | default('') | upper == 'VARCHAR' -%}
            {%- do filled.append(column) -%}
        {%- endfor -%}
        {%- if filled and not has_gaps(relation, filled, spec.filled_by) -%} {%- do filled.clear() -%} {%- endif -%}
    {%- endif -%}
    {#- What an optional value can have wrong: its row stays. -#}
    {%- set soft = {} -%}
    {%- for column, rule in columns.items() if column in raw_types and not rule.required and not rule.strict -%}
        {%- set wrong = wrong_values(column, rule, raw_types[column], formats[column], column in split) | map(attribute=0) | list -%}
        {%- if wrong -%} {%- do soft.update({column: '(' ~ wrong | join(' or ') ~ ')'}) -%} {%- endif -%}
    {%- endfor -%}
    {%- set adds_up = spec.adds_up and spec.adds_up not in raw_types and said.repeated_lines != 'duplicates' -%}
    {%- set compares = not spec.merge and not adds_up %}

with

raw as (

    {{ numbered_input(table) }}

),

{% if split %}
-- What a written time consists of is looked for once.
split as (

    select
        *,
        {% for column in split %}
        {{ time_parts(cleaned('raw.' ~ column)) }} as parts_of_{{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from raw

),

{% endif %}
typed as (

    select
        row_number,
        {% for column, rule in columns.items() %}
        {% set type = column_type(rule['type'], column) | trim %}
        {% set unsaid = rule.absent or 'null' %}
        {% if column == 'currency' and said.currency %}
        {% set unsaid = dbt.string_literal(dbt.escape_single_quotes(said.currency)) %}
        {% endif %}
        {% if column not in raw_types %}
        cast({{ unsaid }} as {{ type }}) as {{ column }},
        {% elif column in words %}
        {{ known_word(rule, 'raw.' ~ column, 'words_of_' ~ column) }} as {{ column }},
        {% else %}
        {% set format = dict(formats[column], parts='parts_of_' ~ column if column in split else '') %}
        {% set value = to_year(same_id('raw.' ~ column)) if rule.type == 'year' else to_type('raw.' ~ column, raw_types[column], type, format) %}
        {% if column == 'quantity' and said.cancellations %}
        {{ value }} * case when starts_with({{ cleaned('cast(raw.order_id as varchar)') }}, {{ dbt.string_literal(dbt.escape_single_quotes(said.cancellations.prefix | string)) }}) and {{ value }} > 0 then -1 else 1 end as quantity,
        {% else %}
        {% set value = 'abs(' ~ value ~ ')' if rule.unsigned else value %}
        {{ value if unsaid == 'null' or rule.absent else 'coalesce(' ~ value ~ ', ' ~ unsaid ~ ')' }} as {{ column }},
        {% endif %}
        {% endif %}
        {% endfor %}
        {% for trait in traits %}
        case when trim(cast(raw.{{ trait }} as varchar)) <> '' then cast(raw.{{ trait }} as varchar) end as {{ trait | lower }},
        {% endfor %}
        raw
    from {{ 'split' if split else 'raw' }} as raw
    {% for column in words %}
    left join ({{ words_about(columns[column].about, said.not_sold if column == 'status' else []) }}) as words_of_{{ column }} on {{ folded(same_id('raw.' ~ column)) }} = words_of_{{ column }}.word
    {% endfor %}

),

{% if filled %}
filled as (

    select
        * replace (
            {% for column in filled %}
            case
                when {{ cleaned('raw.' ~ column) }} is null then first_value({{ column }} ignore nulls) over of_order
                else {{ column }}
            end as {{ column }}{{ ',' if not loop.last }}
            {% endfor %}
        )
    from typed
    window of_order as (partition by {{ spec.filled_by }} order by row_number rows between unbounded preceding and unbounded following)

),

{% endif %}
{% if soft %}
used as (

    select
        * replace (
            {% for column, wrong in soft.items() %}
            case when {{ wrong }} then {{ columns[column].unread or 'null' }} else {{ column }} end as {{ column }}{{ ',' if not loop.last }}
            {% endfor %}
        ),
        nullif(concat_ws(
            ',' {%- for column, wrong in soft.items() %},
            case when {{ wrong }} then '{{ column }}' end
            {%- endfor %}

        ), '') as unread
    from {{ 'filled' if filled else 'typed' }} as typed

),

{% endif %}
judged as (

    select
        typed.row_number,
        {% for column in typed_columns %}
        typed.{{ column }},
        {% endfor %}
        {{ 'typed.unread' if soft else 'cast(null as varchar)' }} as unread,
        {% if not raw_types %}
        cast(null as varchar) as reject_reason
        {% else %}
        case
            {% for defect, reason in line_defects().items() if defect in raw_types %}
            when typed.raw.{{ defect }} is not null then '{{ reason }}'
            {% endfor %}
            {% for column, rule in columns.items() if column in raw_types and column not in soft %}
            {% for condition, reason in wrong_values(column, rule, raw_types[column], formats[column], column in split) %}
            when {{ condition }} then {{ reason }}
            {% endfor %}
            {% if (rule.required or rule.absent) and not rule.nullable %}
            when typed.{{ column }} is null then '{{ column }} is missing'
            {% endif %}
            {% endfor %}
            {% for column, parent in parents.items() %}
            when typed.{{ column }} is not null and {{ parent }}.known is null then '{{ column }} is not in {{ parent }}'
            {% endfor %}
            {% if 'status' in words %}
            when typed.status = 'no sale' then 'no sale: ' || {{ same_id('typed.raw.status') }}
            {% endif %}
        end as reject_reason
        {% endif %}
        {%- for other in others %},
        typed.raw.{{ other }} as other_{{ loop.index }}
        {%- endfor %}

    from {{ 'used' if soft else 'filled' if filled else 'typed' }} as typed
    {% for column, parent in parents.items() if raw_types %}
    left join (select {{ column }} as known from {{ ref('stg_' ~ parent) }}) as {{ parent }}
        on typed.{{ column }} = {{ parent }}.known
    {% endfor %}

),

{% if compares %}
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
    unread,
    reject_reason
from decided
{% endmacro %}
