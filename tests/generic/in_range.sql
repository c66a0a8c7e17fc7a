{#
  Every value lies in a range; a missing value passes, for whether it may be missing is what not_null says.

  min_value, max_value: numbers or SQL expressions; left out, that end is open.
  inclusive: whether the ends belong to the range.
#}
{% test in_range(model, column_name, min_value=none, max_value=none, inclusive=true) %}
select {{ column_name }}
from {{ model }}
where
    false
    {% if min_value is not none %}
    or not {{ column_name }} {{ '>=' if inclusive else '>' }} {{ min_value }}
    {% endif %}
    {% if max_value is not none %}
    or not {{ column_name }} {{ '<=' if inclusive else '<' }} {{ max_value }}
    {% endif %}
{% endtest %}
