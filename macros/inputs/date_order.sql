{#
  The order that the numbers of dates stand in, where only one is possible for all of a column. A column in which some dates begin with a year
  and others do not is left open: two hands wrote it.

  year_first: how many begin with a year of four digits.
  first, second, third: the largest number in each place of those that do not; none: there are no such dates.
  Returns ymd, dmy, mdy, or an empty text where it stays open.
#}
{% macro date_order(year_first, first, second, third) %}
    {% if first is none %} {{ return('ymd') }} {% endif %}
    {% if year_first %} {{ return('') }} {% endif %}
    {% set possible = [] %}
    {% if first <= 31 and second <= 12 %} {% do possible.append('dmy') %} {% endif %}
    {% if first <= 12 and second <= 31 %} {% do possible.append('mdy') %} {% endif %}
    {% if third <= 31 and second <= 12 %} {% do possible.append('ymd') %} {% endif %}
    {{ return(possible[0] if possible | length == 1 else '') }}
{% endmacro %}
