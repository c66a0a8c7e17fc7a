{#
  The smallest of the columns distance_0, distance_1 and so on.

  but: SQL expression, the number of a cluster to leave out; none for all.
  Returns a SQL expression; null where no cluster is left.
#}
{% macro nearest_distance(but=none) -%}
    {%- set distances = [] -%}
    {%- for cluster in range(n_centroids()) -%}
        {%- do distances.append(
            ('case when ' ~ but ~ ' <> ' ~ cluster ~ ' then ' if but else '') ~ 'distance_' ~ cluster ~ (' end' if but else '')
        ) -%}
    {%- endfor -%}
    {{ 'least(' ~ distances | join(', ') ~ ')' if distances | length > 1 else distances[0] }}
{%- endmacro %}
