{#
  Whether an export leaves empty, in the further rows of an order, what its first row says.

  relation: what brings the table.
  columns: the columns to look at.
  key: the column that says which rows belong together.
  Returns true or false, not SQL.
#}
{% macro has_gaps(relation, columns, key) %}
    {% set query %}
        select count(*)
        from (
            select
                {% for column in columns %}
                count({{ cleaned(column) }}) as {{ column }},
                {% endfor %}
                count(*) as n_rows
            from {{ relation }}
            group by {{ key }}
        ) as orders
        where {% for column in columns %}{{ column }} between 1 and n_rows - 1{{ ' or ' if not loop.last }}{% endfor %}
    {% endset %}
    {{ return(run_query(query).columns[0][0] > 0) }}
{% endmacro %}
