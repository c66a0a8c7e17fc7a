{#
  A number for the content of a table that does not depend on the order of its rows.

  relation: the table.
  but: a column that is left out, or none.
  Returns a select of one value, null for a table without rows.
#}
{% macro fingerprint(relation, but=none) -%}
    {{- adapter.dispatch('fingerprint')(relation, but) -}}
{%- endmacro %}

{% macro default__fingerprint(relation, but) -%}
    select sum(cast(md5_number_lower(cast(content as varchar)) as hugeint))
    from (select *{{ ' exclude (' ~ but ~ ')' if but }} from {{ relation }}) as content
{%- endmacro %}
