{#
  Of some names the one that is most like a mistaken one: that shares most letters and pairs of letters with it (Dice 1945).

  mistaken: what somebody wrote.
  names: those that there are.
  Returns the name; of equally near ones the first.
#}
{% macro nearest_name(mistaken, names) %}
    {% set written = mistaken | string | lower | replace('-', '_') %}
    {% set parts = set(written).union(zip(written, written[1:])) %}
    {% set nearest = namespace(name=none, likeness=-1) %}
    {% for name in names %}
        {% set others = set(name).union(zip(name, name[1:])) %}
        {% set likeness = 2 * parts.intersection(others) | length / (parts | length + others | length) %}
        {% if likeness > nearest.likeness %}
            {% set nearest.name = name %}
            {% set nearest.likeness = likeness %}
        {% endif %}
    {% endfor %}
    {{ return(nearest.name) }}
{% endmacro %}
