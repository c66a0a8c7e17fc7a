{#
  A condition holds in every row. A row for which it is unknown (null) fails, so the condition says where null is fine.

  expression: SQL, a condition over the columns of the table.
#}
{% test expression_is_true(model, expression) %}
select *
from {{ model }}
where ({{ expression }}) is not true
{% endtest %}
