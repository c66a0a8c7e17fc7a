{#
  Stop the build, with one line, where a required column is missing.

  table: a table of the contract.
  names: the columns that the shop brings.
  origin: the file or model they come from, for the message.
#}
{% macro check_columns(table, names, origin) %}
    {% set names = names | map('lower') | list %}
    {% for column, rule in contract()[table]['columns'].items() if rule.get('required') and column not in names %}
        {{ stop(table ~ " has no column '" ~ column ~ "' (" ~ origin ~ " has: " ~ names | reject('equalto', overflow_column()) | join(', ') ~ ")") }}
    {% endfor %}
{% endmacro %}
