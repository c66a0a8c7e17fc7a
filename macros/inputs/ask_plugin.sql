{#
  What a function of basketry/dbt_plugin.py answers.

  name: the function's name there.
  arguments: its arguments, as text.
#}
{% macro ask_plugin(name, arguments) %}
    {% set quoted = [] %}
    {% for argument in arguments %}
        {% do quoted.append(dbt.string_literal(dbt.escape_single_quotes(argument | string))) %}
    {% endfor %}
    {{ return(run_query('select basketry_' ~ name ~ '(' ~ quoted | join(', ') ~ ')').columns[0][0]) }}
{% endmacro %}
