{#
  Stop the build with one clear line.

  message: what is wrong, where, and what to do about it.
#}
{% macro stop(message) %}
    {{ exceptions.raise_compiler_error(message) }}
{% endmacro %}
