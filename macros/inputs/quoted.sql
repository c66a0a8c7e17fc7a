{#
  A column's name as SQL takes it, whatever characters it has.

  name: the name.
#}
{% macro quoted(name) %}{{ return('"' ~ name | replace('"', '""') ~ '"') }}{% endmacro %}
