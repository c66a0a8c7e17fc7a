{#
  Stop the build, with one line, where a required column is missing or one has a name that is kept for the build.

  table: a table of the contract.
  names: the columns that the shop brings.
  origin: the file or model they come from, for the message.
#}
{% macro check_columns(table, names, origin) %}
    {% set names = names | map('lower') | list %}
    {% for column, rule in contract()[table]['columns'].items() if rule.get('required') and column not in names %}
        {{ stop(table ~ " has no column '" ~ column ~ "' (" ~ origin ~ " has: " ~ names | join(', ') ~ ")") }}
    {% endfor %}
    {% for column in ['row_number', 'raw'] if column in names %}
        {{ stop(table ~ " has a column '" ~ column ~ "', a name that Basketry needs itself: rename it in " ~ origin) }}
    {% endfor %}
{% endmacro %}
