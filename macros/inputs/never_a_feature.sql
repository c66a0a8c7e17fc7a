{#
  Whether var never_features names a column of customers: by its name, or by the beginning of one, trait_* say.

  name: the column's name.
  Returns true or false, not SQL.
#}
{% macro never_a_feature(name) -%}
    {%- for pattern in setting('never_features') or [] if pattern == name or pattern[-1:] == '*' and name.startswith(pattern[:-1]) -%}
        {{ return(true) }}
    {%- endfor -%}
    {{ return(false) }}
{%- endmacro %}
