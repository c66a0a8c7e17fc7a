{#
  Call a function of basketry/dbt_plugin.py and stop, with one line, where it complains.

  name: the function's name there.
  arguments: its arguments, as text.
#}
{% macro plugin_call(name, arguments) %}
    {% set quoted = [] %}
    {% for argument in arguments %}
        {% do quoted.append(dbt.string_literal(dbt.escape_single_quotes(argument))) %}
    {% endfor %}
    {% set complaint = run_query('select basketry_' ~ name ~ '(' ~ quoted | join(', ') ~ ')').columns[0][0] %}
    {% if complaint %}
        {{ stop(complaint) }}
    {% endif %}
{% endmacro %}
