{#
  The select that reads the file of an input table; no rows where there is no such file. Values stay as they came, columns get
  the names that shop.yml gives them.

  table: a table of the contract.
#}
{% macro read_input_file(table) %}
    {% set file = describe_input_file(table) if execute else {} %}
    {% if not file.get('name') %}
select
        {% for column, rule in contract()[table]['columns'].items() %}
    cast(null as varchar) as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
where false
    {% elif not file.select %}
select * from {{ read_parquet_file(file.path) }}
    {% elif not (file.joins or file.fill_down or file.one_per) %}
select
    {{ selected_columns(file.select) }}
from {{ read_parquet_file(file.path) }}
    {% else %}
with

file_rows as (

    select
        row_number() over () as file_row,
        *
    from {{ read_parquet_file(file.path) }}

),

        {% for join in file.joins %}
{# What is equal in all columns that count is the same row; check_joins stops at others. #}
there_{{ loop.index }} as (

    select distinct
        {% for _, key in join.on %}
        {{ same_id(quoted(key)) }} as key_{{ loop.index }}{{ ',' if join.columns or not loop.last }}
        {% endfor %}
        {% for column in join.columns %}
        {{ quoted(column) }}{{ ',' if not loop.last }}
        {% endfor %}
    from {{ read_parquet_file(join.path) }}

),

joined_{{ loop.index }} as (

    select
        here.*
        {%- for column in join.columns %},
        there.{{ quoted(column) }}
        {%- endfor %}

    from {{ 'file_rows' if loop.first else 'joined_' ~ loop.index0 }} as here
    left join there_{{ loop.index }} as there
        on
            {% for key, _ in join.on %}
            {{ same_id('here.' ~ quoted(key)) }} = there.key_{{ loop.index }}{{ ' and' if not loop.last }}
            {% endfor %}

),

        {% endfor %}
        {% set joined = 'joined_' ~ file.joins | length if file.joins else 'file_rows' %}
        {% if file.fill_down %}
{# A cell that spans rows leaves its column empty in all but the first. #}
grouped as (

    select
        *,
        last_value({{ filled_cell(quoted(file.fill_by)) }} ignore nulls) over (
            order by file_row rows between unbounded preceding and current row
        ) as filled_by
    from {{ joined }}

),

filled as (

    select
        * replace (
            filled_by as {{ quoted(file.fill_by) }},
            {% for column in file.fill_down %}
            coalesce(
                {{ filled_cell(quoted(column)) }},
                case when filled_by is not null then first_value({{ filled_cell(quoted(column)) }} ignore nulls) over (
                    partition by filled_by order by file_row rows between unbounded preceding and unbounded following
                ) end
            ) as {{ quoted(column) }}{{ ',' if not loop.last }}
            {% endfor %}
        )
    from grouped

),

        {% endif %}
named as (

    select
        file_row,
        {{ selected_columns(file.select) }}
    from {{ 'filled' if file.fill_down else joined }}

)

        {% if file.one_per %}
        {% set grouped_by = file.columns if file.all_different else file.one_per %}
select
    {% for column in file.columns %}
    {% if column in grouped_by %}
    {{ quoted(column) }}{{ ',' if not loop.last }}
    {% else %}
    {{ most_frequent(quoted(column), 'file_row') }} as {{ quoted(column) }}{{ ',' if not loop.last }}
    {% endif %}
    {% endfor %}
from named
where
    {% for column in file.one_per %}
    {{ filled_cell(quoted(column)) }} is not null{{ ' and' if not loop.last }}
    {% endfor %}
    {% for defect in line_defects() if defect in file.select | map(attribute='column') %}
    and {{ defect }} is null
    {% endfor %}
group by
    {% for column in grouped_by %}
    {{ quoted(column) }}{{ ',' if not loop.last }}
    {% endfor %}
order by min(file_row)
        {% else %}
select * exclude (file_row)
from named
order by file_row
        {% endif %}
    {% endif %}
{% endmacro %}
