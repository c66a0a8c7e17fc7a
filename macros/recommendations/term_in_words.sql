{#
  A term of a product in words: "its category TEAS", "the word green".

  kind: SQL expression, category, brand or word.
  term: SQL expression.
#}
{% macro term_in_words(kind, term) -%}
    case {{ kind }} when 'word' then 'the word' else 'its ' || {{ kind }} end || ' ' || {{ term }}
{%- endmacro %}
