{#
  The id of this build, as a column: the same for the same input rows, settings and version.
#}
{% macro build_id() -%}
    (select build_id from {{ ref('this_build') }}) as build_id
{%- endmacro %}
