{#
  The grain of a table: no two rows have the same key, and no part of a key is missing.

  columns: the names that make the key.
  may_be_missing: those of them that may be missing; a missing value counts as one of its own.
#}
{% test unique_combination(model, columns, may_be_missing=[]) %}
select
    {{ columns | join(', ') }},
    count(*) as n_rows
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1{% for column in columns | reject('in', may_be_missing) %} or {{ column }} is null{% endfor %}
{% endtest %}
