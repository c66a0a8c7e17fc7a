{#
  An id as a list of those who said no is matched with customers: as same_id, and without regard to case and leading zeros, which spreadsheets
  and mailing tools change. It forbids only: what allows is of the very id.

  id: SQL expression, the id.
#}
{% macro match_key(id) -%}
    ltrim(lower({{ same_id(id) }}), '0')
{%- endmacro %}
