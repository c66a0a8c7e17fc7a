{#
  What dbt.config.get answers in a Python model: the value of a setting.

  model: the Python model's node.
  dbt has a macro of this name, which looks for the answer in the model's YAML. No macro can be called there, so that each
  default would have to stand there a second time. The names are those that dbt finds in the model's code.
#}
{% macro build_config_dict(model) %}
    {%- set values = {} -%}
    {%- for name in model.config.config_keys_used -%}
        {%- do values.update({name: setting(name)}) -%}
    {%- endfor -%}
config_dict = {{ values }}
meta_dict = {}
{% endmacro %}
