{#
  Vars that have another name now: who still gives the old one is told the new one (see check_vars).

  Returns a dict of old and new names.
#}
{% macro renamed_settings() %}
    {{ return({}) }}
{% endmacro %}
