{#
  The select that gives the accepted rows of an input table: the contract's columns and any trait_*. Where equal rows
  are merged (events, responses, surveys), n_rows says how many one stands for. Too many rejected rows stop the build (check_rejections).

  table: a table of the contract.
#}
{% macro stage(table) %}
    {% set checked = ref('checked_' ~ table) %}
    {% do check_rejections(table) %}
select
    * exclude (row_number, unread, reject_reason)
    {%- if contract()[table].get('merge') %},
    count(*) as n_rows
    {%- endif %}
from {{ checked }}
where reject_reason is null
    {%- if contract()[table].get('merge') %}
group by all
    {%- endif %}
{% endmacro %}
