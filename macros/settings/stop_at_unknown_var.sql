{#
  Stop, with one line, at a var that is not in the list: with its new name where it was renamed, else with the nearest one.
  A var that a shop's line in `shops` names as its own (`vars: [...]`) is left to the shop's models.

  name: the var.
  names: those of the list.
  shops: var shops, as it was given.
#}
{% macro stop_at_unknown_var(name, names, shops) %}
    {% for shop in (shops.values() if shops is mapping else []) if shop is mapping and name in (shop.vars or []) %}
        {{ return('') }}
    {% endfor %}
    {% if name in renamed_settings() %}
        {{ stop('var ' ~ name ~ ' is called ' ~ renamed_settings()[name] ~ ' now') }}
    {% endif %}
    {{ stop('there is no var ' ~ name ~ '; the nearest is ' ~ nearest_name(name, names) ~ ', and docs/settings.md has them all') }}
{% endmacro %}
