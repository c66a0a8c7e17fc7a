{#
  How a rejected row's reason names a type of the contract.
#}
{% macro kind_in_words(kind) -%}
    {{- {
        'id': 'a whole number as in order_lines', 'quantity': 'a number', 'price': 'a number', 'money': 'a number',
        'number': 'a number', 'integer': 'a whole number', 'time': 'a time', 'boolean': 'true or false',
    }[kind] -}}
{%- endmacro %}
