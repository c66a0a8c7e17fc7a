{#
  The number of the smallest of the columns distance_0, distance_1 and so on, the smaller number of equals.

  but: SQL expression, a number to leave out; none for all.
  Returns a SQL expression; null where no cluster is left.
#}
{% macro nearest_cluster(but=none) -%}
    case {{ nearest_distance(but) }}
        {%- for cluster in range(n_centroids()) %}
        when {{ 'case when ' ~ but ~ ' <> ' ~ cluster ~ ' then ' if but }}distance_{{ cluster }}{{ ' end' if but }} then {{ cluster }}
        {%- endfor %}
    end
{%- endmacro %}
