{#
  What is wrong with the columns that a shop brings for a table: a required one is missing, or one has a name that is kept for the
  build.

  table: a table of the contract.
  names: the columns that the shop brings.
  origin: the file or model they come from.
  Returns a list of texts.
#}
{% macro column_complaints(table, names, origin) %}
    {% set names, missing, complaints = names | map('lower') | list, [], [] %}
    {% for column, rule in contract()[table]['columns'].items() if rule.get('required') and column not in names %}
        {% do missing.append("'" ~ column ~ "'") %}
    {% endfor %}
    {% if missing %}
        {% do complaints.append(table ~ ' has no column ' ~ missing | join(', ') ~ ' (' ~ origin ~ ' has: ' ~ names | join(', ') ~ ')') %}
    {% endif %}
    {% for column in ['row_number', 'raw'] if column in names %}
        {% do complaints.append(table ~ " has a column '" ~ column ~ "', a name that Basketry needs itself: rename it in " ~ origin) %}
    {% endfor %}
    {{ return(complaints) }}
{% endmacro %}
