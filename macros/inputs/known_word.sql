{#
  What a word means, by seeds/known_words.csv.

  rule: what the contract says of the column.
  raw: SQL expression, the word as it came.
  known: the relation that was joined by it (words_about).
#}
{% macro known_word(rule, raw, known) -%}
    {%- if rule.type == 'boolean' -%} case {{ known }}.meaning when 'yes' then true when 'no' then false end
    {%- elif rule.unknown_words == 'kept' -%} coalesce({{ known }}.meaning, {{ folded(same_id(raw)) }})
    {%- else -%} {{ known }}.meaning
    {%- endif -%}
{%- endmacro %}
