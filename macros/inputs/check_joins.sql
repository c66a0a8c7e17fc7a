{#
  Stop the build, with one line, where a file that is joined to an input table has two different rows for one key: the table's rows
  would be doubled. Say how many rows meet none of it.

  table: a table of the contract.
  file: its description (see describe_input_file).
#}
{% macro check_joins(table, file) %}
    {% for join in file.joins %}
        {% set keys, here, there, columns, named = [], [], [], [], join.on | map('last') | join(', ') %}
        {% for left, right in join.on %}
            {% do keys.append('key_' ~ loop.index) %}
            {% do here.append(same_id(quoted(left)) ~ ' as key_' ~ loop.index) %}
            {% do there.append(same_id(quoted(right)) ~ ' as key_' ~ loop.index) %}
        {% endfor %}
        {% for column in join.columns %} {% do columns.append(quoted(column)) %} {% endfor %}
        {% set keys = keys | join(', ') %}

        {% set twice %}
            select {{ keys }}
            from (select distinct {{ (there + columns) | join(', ') }} from {{ read_parquet_file(join.path) }})
            where key_1 is not null
            group by {{ keys }}
            having count(*) > 1
            order by {{ keys }}
            limit 1
        {% endset %}
        {% for row in run_query(twice).rows %}
            {{ stop('shop.yml, tables.' ~ table ~ '.join: ' ~ join.name ~ ' has different rows for ' ~ named ~ ' '
                ~ row.values() | join(', ') ~ '; a file that is joined has one for each') }}
        {% endfor %}

        {% set unmet %}
            select
                (select count(*) from {{ read_parquet_file(join.keys_in) }}) as n_rows,
                count(*) as n_unmet
            from (select {{ here | join(', ') }} from {{ read_parquet_file(join.keys_in) }}) as here
            anti join (select {{ there | join(', ') }} from {{ read_parquet_file(join.path) }}) using ({{ keys }})
            where here.key_1 is not null
        {% endset %}
        {% set n_rows, n_unmet = run_query(unmet).rows[0].values() %}
        {% if n_unmet %}
            {{ log(join.keys_of ~ ': ' ~ '{:,}'.format(n_unmet | int) ~ ' of ' ~ '{:,}'.format(n_rows | int) ~ ' rows have a ' ~ named ~ ' that '
                ~ join.name ~ ' does not have', info=true) }}
        {% endif %}
    {% endfor %}
{% endmacro %}
