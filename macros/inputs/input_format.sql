{#
  How the values of an input table are written, by shop.yml.

  table: a table of the contract.
  Returns a dict: time_zone; date_format, decimal, thousands, currency, repeated_lines, cancellations, not_sold, where they are
  said; and `columns`, the first four of single columns. Empty for another shop than `files`, and while dbt only parses.
#}
{% macro input_format(table) %}
    {% set formats = {} %}
    {% if execute and setting('shop') == 'files' %}
        {% set file = describe_input_file(table) %}
        {% do formats.update({'time_zone': time_zone() | trim}) %}
        {% do formats.update(file.formats) %}
        {% for rule in ['currency', 'repeated_lines', 'cancellations', 'not_sold'] if file[rule] is not none %}
            {% do formats.update({rule: file[rule]}) %}
        {% endfor %}
    {% endif %}
    {{ return(formats) }}
{% endmacro %}
