{#
  Basketry's version. It stands here because SQL cannot see the one in dbt_project.yml; a test holds the two together.
#}
{% macro project_version() %}{{ return("0.1.0") }}{% endmacro %}
