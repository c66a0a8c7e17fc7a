{#
  An id as text, as ids of two origins are compared: cleaned, and without the empty fraction (12.0) that some tools write.

  id: SQL expression, the id.
#}
{% macro same_id(id) -%}
    regexp_replace({{ cleaned('cast(' ~ id ~ ' as varchar)') }}, '^([0-9]+)\.0+$', '\1')
{%- endmacro %}
