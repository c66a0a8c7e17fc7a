{#
  How a rejected row's reason names a type of the contract, or what a word is about.

  kind: the type, or what the word is about.
#}
{% macro kind_in_words(kind) -%}
    {{- {
        'id': 'a whole number as in order_lines', 'quantity': 'a number or is too large', 'price': 'a number or is too large',
        'money': 'a number or is too large',
        'number': 'a number', 'year': 'a year or a date', 'time': 'a time', 'boolean': 'true or false',
        'consent': 'a word that is known for yes or no', 'status': 'a word that is known for a state of an order', 'arm': 'treatment or control',
    }[kind] -}}
{%- endmacro %}
